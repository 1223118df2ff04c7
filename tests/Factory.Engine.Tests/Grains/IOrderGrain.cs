namespace Factory.Engine.Tests.Grains;

/// <summary>Notes what happens to it, in order.</summary>
public interface IOrderGrain : IGrainWithStringKey
{
    Task<string> Identity();

    Task Leave();
}
