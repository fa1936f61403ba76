# EdgeOS reads the WISPr rates of a PPPoE login (since 1.5); orders are answered by the script pppoe-radius-disconnect,
# which listens on port 3779 once it is copied to /config/scripts/post-config.d (splynx.com, "Ubiquiti EdgeRouters pppoe
# Radius support").
name = ubiquiti-edgerouter
title = Ubiquiti EdgeRouter
description = PPPoE server of EdgeOS 1.5 and later. Orders need pppoe-radius-disconnect started on the router and the access server's port set to 3779 here; a change of the rate ends the session.
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
