# CoovaChilli reads kbit/s; with coaport set it takes Disconnect-Requests and CoA-Requests (dictionary.chillispot and
# chilli.conf of CoovaChilli).
name = chillispot
title = ChilliSpot, CoovaChilli
description = Hotspot gateways with ChilliSpot or CoovaChilli; rates in kbit/s. Orders need coaport=3799 in chilli.conf; clients keep the address that the gateway gave them. A change of the rate ends the session.
dynamic_authorization = disconnect
addresses = device

[accept]
ChilliSpot-Bandwidth-Max-Up ?= {up_kbit}
ChilliSpot-Bandwidth-Max-Down ?= {down_kbit}

[garden]
ChilliSpot-Bandwidth-Max-Up = {up_kbit|1000}
ChilliSpot-Bandwidth-Max-Down = {down_kbit|1000}

[identify]
Acct-Session-Id
User-Name
