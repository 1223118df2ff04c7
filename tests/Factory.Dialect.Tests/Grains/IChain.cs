namespace Factory.Dialect.Tests.Grains;

/// <summary>Grains that call each other.</summary>
public interface IChain : IGrainWithStringKey
{
    /// <summary>Calls along the path and returns the way that was taken.</summary>
    Task<string> Forward(string[] path);

    /// <summary>Waits for the test, then calls the other grain.</summary>
    Task<string> Meet(string other, string signal);

    /// <summary>Calls itself from work that runs outside of its turns, and stays inside until the test lets it out.</summary>
    Task StartBackground(string signal);
}
