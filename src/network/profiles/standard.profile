name = standard
title = Standard RADIUS (RFC 2865)
description = Any access server, without rates: addresses, session and interim times only. Sessions are ended by Disconnect-Request (RFC 5176).
dynamic_authorization = disconnect
rates_in_login = no

[identify]
Acct-Session-Id
User-Name
Framed-IP-Address
