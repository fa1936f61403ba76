# Access points honour the WISPr rates of a guest portal or 802.1X login (community.cambiumnetworks.com, "How do I rate-limit
# my wireless client traffic?").
name = cambium
title = Cambium cnPilot, enterprise Wi-Fi
description = Cambium access points with a guest portal or 802.1X. Clients keep the address that DHCP gave them. A change of the rate ends the session.
dynamic_authorization = disconnect
addresses = device

[accept]
WISPr-Bandwidth-Max-Up ?= {up_bit}
WISPr-Bandwidth-Max-Down ?= {down_bit}

[garden]
WISPr-Bandwidth-Max-Up = {up_bit|1000000}
WISPr-Bandwidth-Max-Down = {down_bit|1000000}

[identify]
Acct-Session-Id
User-Name
Calling-Station-Id
