# Bit per second, not kilobit; what is not sent is not limited, so a change to unlimited needs a new login.
name = wispr
title = WISPr (hotspot gateways)
description = Hotspot gateways that read the WISPr attributes: CoovaChilli, Aruba, Ruckus, Cambium and many others.
dynamic_authorization = disconnect

[accept]
WISPr-Bandwidth-Max-Up ?= {up_bit}
WISPr-Bandwidth-Max-Down ?= {down_bit}

[garden]
WISPr-Bandwidth-Max-Up = {up_bit|1000000}
WISPr-Bandwidth-Max-Down = {down_bit|1000000}

[identify]
Acct-Session-Id
User-Name
Framed-IP-Address
