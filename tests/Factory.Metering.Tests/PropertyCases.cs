using FsCheck;
using FsCheck.Fluent;

namespace Factory.Metering.Tests;

/// <summary>How many cases a property draws, and from which seed.</summary>
internal static class PropertyCases
{
    /// <summary>
    /// The same cases in every run, so that a failure is one of the change that it is seen with. <c>FACTORY_CASES=n</c>
    /// draws n cases from a new seed instead; FsCheck prints the seed of a failure.
    /// </summary>
    /// <param name="count">How many without the variable.</param>
    public static Config Draw(int count) => int.TryParse(Environment.GetEnvironmentVariable("FACTORY_CASES"), out var cases)
        ? Config.QuickThrowOnFailure.WithMaxTest(cases)
        : Config.QuickThrowOnFailure.WithReplay(20_261_130, 17).WithMaxTest(count);
}
