#!/usr/bin/env bash
# A switch port with 802.1X: hostapd (driver wired) asks Demarc by EAP, wpa_supplicant is the subscriber's box. hostapd's wired driver
# opens no port by itself: an action script does it in nftables, by MAC. Demarc's own Disconnect closes it again.
#   cpe --(EAPOL, 10.92.0.0/24)-- nas --10.55.0.0/24-- inet
# Uses the means of the test bed ($TESTBED/lib.sh: namespaces, captures, PASS and FAIL). DISCONNECT: what ends a session, called with
# its Acct-Session-Id.
. "$TESTBED/lib.sh"; tb_init hostapd "$@"
need hostapd wpa_supplicant hostapd_cli nft tcpdump radsniff
ns cpe nas inet
link cpe wan 10.92.0.2/24 nas acc 10.92.0.1/24
link nas upl 10.55.0.1/24 inet eth 10.55.0.2/24
nsip cpe route add default via 10.92.0.1; nsip inet route add default via 10.55.0.1; nsx nas sysctl -qw net.ipv4.ip_forward=1
aaa_user alice secret1 'Session-Timeout = 3600'
aaa_user bob secret2 'Session-Timeout = 6'
aaa_start nas
cd "$W" || exit 1
nsx nas nft -f - <<R
table inet port {
 set open { type ether_addr; }
 chain f { type filter hook forward priority 0; policy accept; iifname "acc" ether saddr != @open drop; }
}
R
cat >hostapd.conf <<R
interface=acc
driver=wired
ctrl_interface=$W/hctl
logger_stdout=-1
logger_stdout_level=1
ieee8021x=1
eapol_version=2
use_pae_group_addr=1
eap_reauth_period=0
own_ip_addr=$NASIP
nas_identifier=hostapd
auth_server_addr=$AAA
auth_server_port=$AUTH_PORT
auth_server_shared_secret=$SECRET
acct_server_addr=$AAA
acct_server_port=$ACCT_PORT
acct_server_shared_secret=$SECRET
radius_acct_interim_interval=60
radius_das_port=$COA_PORT
radius_das_client=$AAA $SECRET
radius_das_time_window=300
radius_das_require_event_timestamp=0
R
cat >action.sh <<R
#!/bin/sh
case "\$2" in AP-STA-CONNECTED) nft add element inet port open "{ \$3 }";; AP-STA-DISCONNECTED) nft delete element inet port open "{ \$3 }";; esac
echo "\$*" >>$W/action.log
R
chmod +x action.sh
nsbg nas hostapd.log hostapd hostapd.conf -dd -t
waitfor 5 ingrep 'AP-ENABLED' hostapd.log || { fail "hostapd did not start"; tail -5 hostapd.log; tb_done; }
nsbg nas hcli.log hostapd_cli -p "$W/hctl" -i acc -a "$W/action.sh"; sleep 0.5
N=0
plug_in() { # USER PASSWORD METHOD, each time another box: hostapd keeps out for a minute who failed
  N=$((N+1)); MAC=02:00:00:00:01:0$N
  nsip cpe link set wan down; nsip cpe link set wan address $MAC; nsip cpe link set wan up; nsip cpe route replace default via 10.92.0.1
  printf 'ctrl_interface=%s/wctl\nap_scan=0\nnetwork={\n key_mgmt=IEEE8021X\n eapol_flags=0\n eap=%s\n identity="%s"\n password="%s"\n}\n' "$W" "$3" "$1" "$2" >wpa.conf
  nsbg cpe "wpa.$N.log" wpa_supplicant -D wired -i wan -c "$W/wpa.conf" -d; BOX=$BG; }
is_through() { nsx cpe ping -c1 -W1 10.55.0.2; }
is_through >/dev/null && fail "the port is open before anybody logged in" || pass "nothing passes before a login"
plug_in alice wrong MD5
waitfor 6 wire_has '^Access-Reject' && pass "wrong password: Access-Reject" || fail "no Access-Reject"
is_through >/dev/null && fail "the port is open for a wrong password" || pass "nothing passes after a wrong password"
stop $BOX; sleep 0.5
for method in MD5 MSCHAPV2; do
  plug_in alice secret1 $method
  waitfor 8 ingrep 'CTRL-EVENT-EAP-SUCCESS' "wpa.$N.log" && pass "802.1X by EAP-$method" || fail "EAP-$method: $(grep -E 'EAP-FAIL|CTRL' "wpa.$N.log" | tail -1)"
  [ $method = MSCHAPV2 ] || { stop $BOX; sleep 0.5; }
done
waitfor 4 is_through && pass "the port is open: traffic passes" || fail "no traffic after the login"
session() { wire | grep 'Acct-Status-Type = Start' | tail -1 | attr Acct-Session-Id; }
waitfor 4 bash -c "grep -q 'AP-STA-CONNECTED $MAC' $W/action.log" && waitfor 3 wire_has 'Acct-Status-Type = Start' && pass "accounting begins" || fail "no Accounting Start"
sleep 1; SID=$(session)
OUT=$("$DISCONNECT" "$SID" 2>&1) && pass "Disconnect from Demarc: $OUT" || fail "Disconnect: $OUT"
waitfor 5 bash -c "! ip netns exec $PFX-cpe ping -c1 -W1 10.55.0.2" && pass "the port is closed by it" || fail "the port stays open after Disconnect"
waitfor 4 wire_has "Acct-Status-Type = Stop.*Acct-Session-Id = \"$SID\"|Acct-Session-Id = \"$SID\".*Acct-Status-Type = Stop" && pass "accounting ends: $SID" || fail "no Accounting Stop"
stop $BOX
plug_in bob secret2 MD5; waitfor 6 ingrep 'CTRL-EVENT-EAP-SUCCESS' "wpa.$N.log" || fail "bob does not get in"
T0=$(date +%s); kill -KILL $BOX # it says no goodbye
waitfor 12 bash -c "grep -q 'AP-STA-DISCONNECTED $MAC' $W/action.log"; within "Session-Timeout 6 closed the port after" $(( $(date +%s) - T0 )) 4 9 s
tb_done
