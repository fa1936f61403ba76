# Policies (JunosE) or firewall filters (Junos) that are configured on the router, by name:
# Juniper, "Juniper Networks VSAs Supported by the AAA Service Framework" (26-10, 26-11) and "RADIUS VSAs for Dynamic IP
# Interfaces". What a rate is there stands in the policy.
name = juniper-erx
title = Juniper MX, E series (ERX)
description = Subscriber management on Junos (MX) and JunosE. Each rate needs an input policy or filter demarc-in-20000 (kbit/s) and an output one demarc-out-100000 there, and demarc-in-unlimited, demarc-out-unlimited; the walled garden uses demarc-in-garden, demarc-out-garden.
dynamic_authorization = coa

[accept]
ERX-Ingress-Policy-Name ?= demarc-in-{up_kbit}
ERX-Egress-Policy-Name ?= demarc-out-{down_kbit}

[garden]
ERX-Ingress-Policy-Name = demarc-in-garden
ERX-Egress-Policy-Name = demarc-out-garden

[identify]
Acct-Session-Id
User-Name

[change]
ERX-Ingress-Policy-Name = demarc-in-{up_kbit|unlimited}
ERX-Egress-Policy-Name = demarc-out-{down_kbit|unlimited}
