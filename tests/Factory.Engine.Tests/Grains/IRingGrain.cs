namespace Factory.Engine.Tests.Grains;

public interface IRingGrain : IChain;
