using Factory.Engine.Tests.Support;
using Orleans.Concurrency;

namespace Factory.Engine.Tests.Grains;

[Reentrant]
public sealed class RingGrain(Signals signals) : ChainBase<IRingGrain>(signals), IRingGrain;
