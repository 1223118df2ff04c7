namespace Factory.Engine.Tests.Grains;

public interface IGateGrain : IGate;
