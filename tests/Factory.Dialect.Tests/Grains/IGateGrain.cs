namespace Factory.Dialect.Tests.Grains;

public interface IGateGrain : IGate;
