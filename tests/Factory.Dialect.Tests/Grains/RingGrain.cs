using Factory.TestKit.Grains;
using Orleans.Concurrency;

namespace Factory.Dialect.Tests.Grains;

[Reentrant]
public sealed class RingGrain(Signals signals) : ChainBase<IRingGrain>(signals), IRingGrain;
