namespace Factory.Protocols.Tests.Support;

internal static class Some
{
    public static readonly TranslationContext Context = new("asked-model", "claude-opus-5-5", Stream: true, "01abc", 1_700_000_000);

    public static IEnumerable<Protocol> Protocols => Enum.GetValues<Protocol>();
}
