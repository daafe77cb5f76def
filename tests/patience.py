"""A transport that is patient where nothing hangs: a busy machine is no fault of the server's."""

from queuetui.genesys.transport import Exchange, Timeouts, Transport
from queuetui.simulator.faults import Hang, Slow
from queuetui.simulator.running import RunningSimulator
from tests.clocks import ManualClock

PATIENT = Timeouts(connect=20.0, read=20.0, total=40.0)
SHORT = Timeouts(connect=0.4, read=0.4, total=5.0)


class FairTransport(Transport):
    """Waits briefly only while the simulator has a fault that shall end in a time-out."""

    def __init__(self, clock: ManualClock, simulator: RunningSimulator) -> None:
        super().__init__(clock, PATIENT)
        self._simulator = simulator

    def send(self, *args: object, **kwargs: object) -> Exchange:
        faults = self._simulator.faults.listing()
        dawdles = any(isinstance(each.fault, Hang | Slow) for each in faults)
        self._timeouts = SHORT if dawdles else PATIENT
        return super().send(*args, **kwargs)  # type: ignore[arg-type]
