# Number and type of the attributes: FreeRADIUS's dictionary.cambium; kbit/s.
name = cambium-epmp
title = Cambium ePMP subscriber modules
description = The rates of an ePMP subscriber module, in kbit/s. Subscriber modules log in by EAP-TTLS, which Demarc does not end: a RADIUS proxy that does must stand between and pass on PAP or MS-CHAP. They take no orders; changes wait for the next login.
dynamic_authorization = none
addresses = device

[accept]
Cambium-ePMP-Max-Burst-Uplink-Rate ?= {up_kbit}
Cambium-ePMP-Max-Burst-Downlink-Rate ?= {down_kbit}

[garden]
Cambium-ePMP-Max-Burst-Uplink-Rate = {up_kbit|1000}
Cambium-ePMP-Max-Burst-Downlink-Rate = {down_kbit|1000}
