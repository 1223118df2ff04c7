using Factory.Engine.Tests.Support;
using Orleans.Concurrency;

namespace Factory.Engine.Tests.Grains;

[Reentrant]
public sealed class ReentrantGateGrain(Signals signals) : GateBase(signals), IReentrantGateGrain;
