# A hotspot's host has its address from DHCP before it logs in, so none is leased; RouterOS finds the session by the
# user name and that address. https://help.mikrotik.com/docs/spaces/ROS/pages/328097/RADIUS
name = mikrotik-hotspot
title = MikroTik RouterOS, hotspot
description = The hotspot of RouterOS. Needs /radius incoming accept=yes for orders; hosts keep the address that DHCP gave them, the walled garden sets the address list "demarc-garden". With a pool of the payment page a change of the rate ends the session, else it is changed in place.
dynamic_authorization = coa
addresses = device

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
