namespace Factory.Dialect.Tests.Grains;

public interface IFragileGrain : IGrainWithStringKey
{
    Task<string> Ping();

    Task<string> PingBack(string key);
}
