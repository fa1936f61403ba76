# Cisco takes the name of a policy-map that is configured on the router, not a rate:
# Cisco, "Define Interface Policy-Map AV Pairs AAA" (sub-qos-policy-in, sub-qos-policy-out; also pushed by CoA).
name = cisco
title = Cisco IOS, IOS XE (ISR, ASR 1000)
description = PPPoE and L2TP on IOS and IOS XE. Each rate needs a policy-map there: demarc-in-20000 for 20 Mbit/s from, demarc-out-100000 for 100 Mbit/s to the subscriber (kbit/s), and demarc-in-unlimited, demarc-out-unlimited; the walled garden also applies the access list demarc-garden. Orders need "aaa server radius dynamic-author"; its port is 1700 unless it says "port 3799".
dynamic_authorization = coa

[accept]
Cisco-AVPair ?= ip:sub-qos-policy-in=demarc-in-{up_kbit}
Cisco-AVPair ?= ip:sub-qos-policy-out=demarc-out-{down_kbit}

[garden]
Cisco-AVPair = ip:inacl=demarc-garden
Cisco-AVPair = ip:sub-qos-policy-in=demarc-in-{up_kbit|1000}
Cisco-AVPair = ip:sub-qos-policy-out=demarc-out-{down_kbit|1000}

[identify]
Acct-Session-Id

[change]
Cisco-AVPair = ip:sub-qos-policy-in=demarc-in-{up_kbit|unlimited}
Cisco-AVPair = ip:sub-qos-policy-out=demarc-out-{down_kbit|unlimited}
