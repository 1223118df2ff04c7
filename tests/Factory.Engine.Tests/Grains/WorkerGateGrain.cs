using Factory.Engine.Tests.Support;
using Orleans.Concurrency;

namespace Factory.Engine.Tests.Grains;

[StatelessWorker(2)]
public sealed class WorkerGateGrain(Signals signals) : GateBase(signals), IWorkerGateGrain;
