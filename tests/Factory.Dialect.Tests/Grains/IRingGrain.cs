namespace Factory.Dialect.Tests.Grains;

public interface IRingGrain : IChain;
