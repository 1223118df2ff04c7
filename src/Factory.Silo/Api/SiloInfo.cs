using System.Reflection;

namespace Factory.Silo.Api;

/// <summary>Identifies this silo.</summary>
/// <param name="Version">Of the program, for example <c>0.1.0</c>.</param>
/// <param name="StartedAt">When it started.</param>
public sealed record SiloInfo(string Version, DateTimeOffset StartedAt)
{
    /// <summary>The version that this assembly was built as, without the build metadata after a plus sign.</summary>
    public static string ProgramVersion { get; } =
        (typeof(SiloInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "0.0.0").Split('+')[0];
}
