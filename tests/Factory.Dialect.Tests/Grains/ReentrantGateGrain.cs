using Factory.TestKit.Grains;
using Orleans.Concurrency;

namespace Factory.Dialect.Tests.Grains;

[Reentrant]
public sealed class ReentrantGateGrain(Signals signals) : GateBase(signals), IReentrantGateGrain;
