# The shaper module's default attribute is Filter-Id, "down/up" in kbit/s.
name = accel-ppp
title = accel-ppp
description = PPPoE, L2TP and IPoE on Linux with accel-ppp; [shaper] attr=Filter-Id, [radius] dae-server for orders. It sends no Message-Authenticator in Access-Requests.
dynamic_authorization = coa

[accept]
Filter-Id ?= {down_kbit|0}/{up_kbit|0}

[garden]
Filter-Id = {down_kbit|1000}/{up_kbit|1000}

[identify]
Acct-Session-Id
User-Name
NAS-Port-Id

[change]
Filter-Id = {down_kbit|0}/{up_kbit|0}
