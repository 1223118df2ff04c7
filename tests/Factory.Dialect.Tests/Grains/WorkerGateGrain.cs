using Factory.TestKit.Grains;
using Orleans.Concurrency;

namespace Factory.Dialect.Tests.Grains;

[StatelessWorker(2)]
public sealed class WorkerGateGrain(Signals signals) : GateBase(signals), IWorkerGateGrain;
