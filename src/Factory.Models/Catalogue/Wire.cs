namespace Factory.Models.Catalogue;

/// <summary>The wire formats of <c>models.json</c>.</summary>
internal static class Wire
{
    /// <summary>The scripted model inside the factory.</summary>
    public const string Rehearsal = "rehearsal";

    /// <summary>OpenAI's chat completions over HTTP.</summary>
    public const string OpenAI = "openai";
}
