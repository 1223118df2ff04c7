namespace Factory.Engine.Tests.Grains;

public interface IWorkerGateGrain : IGate;
