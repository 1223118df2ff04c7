using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Factory.TestKit.Properties;

/// <summary>
/// How FsCheck draws the cases of a property: the same ones in every run, so that the fast tier fails for a change and
/// not by chance.
/// </summary>
/// <remarks>
/// <c>FACTORY_SEED=n</c> draws other cases. <c>FACTORY_CASES=n</c> draws n cases, from a new seed each time unless
/// <c>FACTORY_SEED</c> is set too. A failure prints seed and gamma in parentheses; its first number is what
/// <c>FACTORY_SEED</c> repeats.
/// </remarks>
public static class PropertyConfig
{
    private const int UsualSeed = 20_261_130;

    // SplitMix wants an odd one.
    private const ulong Gamma = 17;

    /// <summary>Throws when a case fails.</summary>
    /// <param name="cases">How many cases, unless the environment asks for another number.</param>
    public static Config Fixed(int cases) => From(Environment.GetEnvironmentVariable, cases);

    /// <summary>The same, with the environment given.</summary>
    public static Config From(Func<string, string?> variable, int cases)
    {
        var asked = Number(variable, "FACTORY_CASES");
        var seed = Number(variable, "FACTORY_SEED") ?? (asked is null ? UsualSeed : Random.Shared.Next());
        return Config.QuickThrowOnFailure.WithReplay((ulong)seed, Gamma).WithMaxTest(asked ?? cases);
    }

    private static int? Number(Func<string, string?> variable, string name) => variable(name) switch
    {
        null or "" => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw new InvalidOperationException($"{name} is '{text}'. Set it to a whole number, or to nothing."),
    };
}
