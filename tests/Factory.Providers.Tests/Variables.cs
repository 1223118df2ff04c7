namespace Factory.Providers.Tests;

/// <summary>An environment of its own.</summary>
internal static class Variables
{
    public static Func<string, string?> Of(params (string Name, string Value)[] variables) =>
        name => variables.Where(v => v.Name == name).Select(v => v.Value).FirstOrDefault();
}
