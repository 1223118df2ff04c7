namespace Factory.Engine.Tests.Grains;

public interface IHomelessGrain : IGrainWithStringKey
{
    Task Ping();
}
