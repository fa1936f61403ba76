# RouterOS counts rates from its own side: rx is what the subscriber sends, tx what they receive. 0 means unlimited.
name = mikrotik
title = MikroTik RouterOS
description = PPPoE, hotspot and DHCP on RouterOS. Needs /radius incoming accept=yes for orders; the walled garden also sets the address list "demarc-garden".
dynamic_authorization = coa

[accept]
Mikrotik-Rate-Limit ?= {up_kbit|0}k/{down_kbit|0}k

[garden]
Mikrotik-Address-List = demarc-garden
Mikrotik-Rate-Limit = {up_kbit|1000}k/{down_kbit|1000}k

[identify]
Acct-Session-Id
User-Name
Framed-IP-Address

[change]
Mikrotik-Rate-Limit = {up_kbit|0}k/{down_kbit|0}k
