# ocserv ignores every rate attribute; with groupconfig=true the Class "OU=down-up" (kbit/s) reaches its connect-script as the
# group name, and the script shapes the session's device. It has no server for RFC 5176.
name = ocserv
title = ocserv (OpenConnect VPN server)
description = OpenConnect VPN. The rate travels as the group name "down-up" in kbit/s for the connect-script (radius[...,groupconfig=true]); changes wait for the next login.
dynamic_authorization = none

[accept]
Class ?= OU={down_kbit|0}-{up_kbit|0}

[garden]
Class = OU={down_kbit|1000}-{up_kbit|1000}
