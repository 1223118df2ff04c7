using Factory.Agents.Transcripts;
using Factory.Contracts.Artifacts;

namespace Factory.Agents.Tests.Transcripts;

public sealed class SecretRedactorTests
{
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["HOUSE_MODEL"] = "value-of-a-provider",
        ["GITHUB_TOKEN"] = "value-of-a-token",
        ["EDITOR"] = "value-of-an-editor",
        ["SHORT_KEY"] = "abc",
    };

    [Theory]
    [InlineData("HOUSE_MODEL", "[redacted]")]
    [InlineData("EDITOR", "value-of-a-provider")]
    [InlineData(null, "value-of-a-provider")]
    public void FromEnvironment_VariableOfAProvider_IsRedactedWhateverItsName(string? variable, string expected) =>
        SecretRedactor.FromEnvironment(Environment, variable).Redact("value-of-a-provider").ShouldBe(expected);

    [Theory]
    [InlineData("value-of-a-token", "[redacted]")]
    [InlineData("value-of-an-editor", "value-of-an-editor")]
    [InlineData("abc", "abc")]
    public void FromEnvironment_Name_DecidesOtherwise(string text, string expected) =>
        SecretRedactor.FromEnvironment(Environment, "HOUSE_MODEL").Redact(text).ShouldBe(expected);

    [Fact]
    public void Redact_Artifact_HasNoSecretInAnyText()
    {
        var redactor = new SecretRedactor(["top \"secret\" \\ ünïcode"]);
        Artifact change = new ChangeSet("uses top \"secret\" \\ ünïcode", ["top \"secret\" \\ ünïcode", "harmless"]);

        var redacted = redactor.Redact(change).ShouldBeOfType<ChangeSet>();

        redacted.Summary.ShouldBe("uses [redacted]");
        redacted.Notes.ShouldBe(["[redacted]", "harmless"]);
    }

    [Fact]
    public void Redact_ValueWithoutSecret_IsTheSameObject()
    {
        Artifact change = new ChangeSet("harmless", []);

        new SecretRedactor(["top-secret"]).Redact(change).ShouldBeSameAs(change);
    }
}
