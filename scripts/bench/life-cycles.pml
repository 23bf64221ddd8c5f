/*
 * The life cycles of a PDEV, the stream to its root port, and a VDEV, after DEN0137 RMM 2.0-bet1: A9.2.3, A9.3.3, A9.4.3,
 * B4.5.25 to B4.5.37, B4.5.79 to B4.5.91. Written against the text and not against the TypeScript, to count the same states.
 *
 * Conventions, where the text leaves room:
 *  - a refused command changes nothing and is left out;
 *  - the root port is READY from the beginning and is never stopped; it needs no device, and completes or fails when communicated with,
 *    or has to wait;
 *  - COMMUNICATE on PENDING makes it ACTIVE or fails; on ACTIVE it stays, completes or fails; on ERROR it is refused;
 *  - COMMUNICATE of one object is refused while another has an exchange with the same device;
 *  - a fault leaves the operation as it was, but ends a stop in STOPPED; ABORT changes comm, of a VDEV the state too;
 *  - the key always matches;
 *  - destroying a PDEV takes a stream that is not connected with it.
 * -DHARDENED is the hardened rules: no stop with a connected stream, and no root port left behind.
 */

mtype:pd = { P_NONE, P_NEW, P_NEEDS_KEY, P_HAS_KEY, P_READY, P_STOPPED, P_ERROR };
mtype:po = { O_NONE, O_CONNECT, O_DISCONNECT, O_REFRESH, O_PURGE, O_COMPLETE, O_STOP };
mtype:cm = { C_IDLE, C_PENDING, C_ACTIVE, C_ERROR };
mtype:st = { S_NONE, S_CONNECTING, S_CONNECTED, S_DISCONNECTING, S_REFRESHING, S_PURGING };
mtype:vd = { V_NONE, V_NEW, V_UNLOCKED, V_LOCKED, V_STARTED, V_ERROR };
mtype:vo = { W_NONE, W_UNLOCK, W_LOCK, W_START, W_MEAS, W_REPORT };

mtype:pd ep = P_NONE, rp = P_READY;
mtype:po epo = O_NONE, rpo = O_NONE;
mtype:cm epc = C_IDLE, rpc = C_IDLE, vc = C_IDLE;
mtype:st s = S_NONE;
mtype:vd v = V_NONE;
mtype:vo vo = W_NONE;

#define streamop(o) (o == O_CONNECT || o == O_DISCONNECT || o == O_REFRESH || o == O_PURGE)
#define bothready (ep == P_READY && rp == P_READY && epc == C_IDLE && rpc == C_IDLE)
#define busy_ep (vc == C_ACTIVE)
#define busy_v (epc == C_ACTIVE)

inline complete_ep() {
  epc = C_IDLE;
  if
  :: epo == O_STOP -> ep = P_STOPPED; epo = O_NONE
  :: else ->
     if
     :: ep == P_NEW -> ep = P_NEEDS_KEY
     :: ep == P_HAS_KEY -> ep = P_READY
     :: else
     fi;
     if
     :: streamop(epo) -> epo = O_COMPLETE
     :: else -> epo = O_NONE
     fi
  fi
}

inline fail_ep() {
  if
  :: epo == O_STOP -> ep = P_STOPPED; epo = O_NONE; epc = C_IDLE
  :: else -> ep = P_ERROR; epc = C_ERROR
  fi
}

inline complete_v() {
  if
  :: vo == W_UNLOCK -> v = V_UNLOCKED
  :: vo == W_LOCK -> v = V_LOCKED
  :: vo == W_START -> v = V_STARTED
  :: else
  fi;
  vo = W_NONE;
  vc = C_IDLE
}

inline both(o, n) {
  s = n; epo = o; rpo = o; epc = C_PENDING; rpc = C_PENDING
}

active proctype host() {
  do
  /* PDEV_CREATE, COMMUNICATE, SET_PUBKEY, STOP, ABORT, DESTROY */
  :: d_step { ep == P_NONE -> ep = P_NEW; epo = O_NONE; epc = C_PENDING }
  :: d_step { ep != P_NONE && epc == C_PENDING && !busy_ep -> epc = C_ACTIVE }
  :: d_step { ep != P_NONE && (epc == C_PENDING || epc == C_ACTIVE) && !busy_ep -> fail_ep() }
  :: d_step { ep != P_NONE && epc == C_ACTIVE && !busy_ep -> complete_ep() }
  :: d_step { ep == P_NEEDS_KEY -> ep = P_HAS_KEY; epc = C_PENDING }
#ifdef HARDENED
  :: d_step { ep != P_NONE && epc == C_IDLE && v == V_NONE && s != S_CONNECTED -> epo = O_STOP; epc = C_PENDING }
#else
  :: d_step { ep != P_NONE && epc == C_IDLE && v == V_NONE -> epo = O_STOP; epc = C_PENDING }
#endif
  :: d_step { ep != P_NONE && epc != C_IDLE -> epc = C_IDLE }
  :: d_step { ep == P_STOPPED && s != S_CONNECTED ->
#ifdef HARDENED
       if
       :: s != S_NONE -> rpo = O_NONE; if :: rpc != C_ERROR -> rpc = C_IDLE :: else fi
       :: else
       fi;
#endif
       ep = P_NONE; epo = O_NONE; epc = C_IDLE; s = S_NONE }
  /* the root port: COMMUNICATE, ABORT */
  :: d_step { rpc == C_PENDING -> rpc = C_ACTIVE }
  :: d_step { rpc == C_PENDING || rpc == C_ACTIVE -> rpc = C_IDLE; if :: streamop(rpo) -> rpo = O_COMPLETE :: else -> rpo = O_NONE fi }
  :: d_step { rpc == C_PENDING || rpc == C_ACTIVE -> rp = P_ERROR; rpc = C_ERROR }
  :: d_step { rpc != C_IDLE -> rpc = C_IDLE }
  /* STREAM_CONNECT, COMPLETE, DISCONNECT, KEY_REFRESH, KEY_PURGE */
  :: d_step { bothready && epo == O_NONE && rpo == O_NONE && s == S_NONE -> both(O_CONNECT, S_CONNECTING) }
  :: d_step { bothready && epo == O_COMPLETE && rpo == O_COMPLETE && s != S_NONE && s != S_CONNECTED ->
       if :: s == S_DISCONNECTING -> s = S_NONE :: else -> s = S_CONNECTED fi;
       epo = O_NONE; rpo = O_NONE }
  :: d_step { s == S_CONNECTED && v == V_NONE && (ep == P_READY || ep == P_ERROR) && (rp == P_READY || rp == P_ERROR) &&
       epc == C_IDLE && rpc == C_IDLE -> both(O_DISCONNECT, S_DISCONNECTING) }
  :: d_step { bothready && epo == O_NONE && rpo == O_NONE && s == S_CONNECTED -> both(O_REFRESH, S_REFRESHING) }
  :: d_step { bothready && epo == O_NONE && rpo == O_NONE && s == S_CONNECTED -> both(O_PURGE, S_PURGING) }
  /* VDEV_CREATE, COMMUNICATE, DESTROY, ABORT */
  :: d_step { ep == P_READY && s == S_CONNECTED && v == V_NONE -> v = V_NEW; vo = W_UNLOCK; vc = C_PENDING }
  :: d_step { v != V_NONE && vc == C_PENDING && !busy_v -> vc = C_ACTIVE }
  :: d_step { v != V_NONE && (vc == C_PENDING || vc == C_ACTIVE) && !busy_v -> v = V_ERROR; vc = C_ERROR }
  :: d_step { v != V_NONE && vc == C_ACTIVE && !busy_v -> complete_v() }
  :: d_step { v == V_NEW || v == V_UNLOCKED || v == V_ERROR -> v = V_NONE; vo = W_NONE; vc = C_IDLE }
  :: d_step { v != V_NONE && vc != C_IDLE -> v = V_ERROR; vc = C_IDLE }
  /* LOCK, START, UNLOCK, GET_MEASUREMENTS, GET_INTERFACE_REPORT */
  :: d_step { v == V_UNLOCKED && vc == C_IDLE -> vo = W_LOCK; vc = C_PENDING }
  :: d_step { v == V_LOCKED && vc == C_IDLE -> vo = W_START; vc = C_PENDING }
  :: d_step { (v == V_LOCKED || v == V_STARTED || v == V_ERROR) && vc == C_IDLE -> vo = W_UNLOCK; vc = C_PENDING }
  :: d_step { v != V_NONE && vc == C_IDLE -> vo = W_MEAS; vc = C_PENDING }
  :: d_step { (v == V_LOCKED || v == V_STARTED) && vc == C_IDLE -> vo = W_REPORT; vc = C_PENDING }
  od
}
