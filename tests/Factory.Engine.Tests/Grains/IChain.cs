namespace Factory.Engine.Tests.Grains;

/// <summary>Grains that call each other.</summary>
public interface IChain : IGrainWithStringKey
{
    /// <summary>Calls along the path and returns the way that was taken.</summary>
    Task<string> Forward(string[] path);

    /// <summary>Calls along the path, and may be entered again by that chain.</summary>
    Task<string> ForwardAllowing(string[] path);

    /// <summary>Allows its chain to come back and then takes that back for one call.</summary>
    Task<string> ForwardSuppressing(string next, string last);

    /// <summary>As <see cref="Meet"/>, in a section in which its chain may come back.</summary>
    Task<string> MeetAllowing(string other, string signal);

    /// <summary>Waits for the test, then calls the other grain.</summary>
    Task<string> Meet(string other, string signal);

    /// <summary>Calls itself from work that runs outside of its turns, and stays inside until the test lets it out.</summary>
    Task StartBackground(string signal);
}
