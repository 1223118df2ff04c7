using System.Buffers.Text;
using System.Text;
using Factory.Contracts.Artifacts;
using Factory.Domain.Secrets;

namespace Factory.Domain.Tests.Secrets;

public sealed class SecretRedactorTests
{
    private const string Secret = "sk-a/b+c d?e&f=0123456789~ü>>>";

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

    [Theory]
    [InlineData("plain")]
    [InlineData("base64")]
    [InlineData("base64url")]
    [InlineData("address")]
    [InlineData("lower address")]
    [InlineData("form")]
    [InlineData("hex")]
    [InlineData("upper hex")]
    [InlineData("mixed hex")]
    [InlineData("grouped hex")]
    [InlineData("every byte")]
    [InlineData("every byte twice")]
    [InlineData("every unit")]
    [InlineData("every unit in JSON in JSON")]
    [InlineData("escaped bytes")]
    [InlineData("some bytes")]
    [InlineData("slashes")]
    public void Redact_EncodedSecret_IsReplacedAlsoInJson(string encoding)
    {
        var text = Encode(encoding, Secret);
        var redactor = new SecretRedactor([Secret]);

        redactor.Redact($"a {text} b").ShouldStartWith("a [redacted]");
        redactor.Redact(new ChangeSet(text, [])).Summary.ShouldStartWith("[redacted]");

        // Control: a redactor that does not know the secret leaves it.
        new SecretRedactor(["another-secret"]).Redact(text).ShouldBe(text);
    }

    [Theory]
    [InlineData("100% sure \\ \\u00e9 %zz \\x %2 \\", "100% sure \\ \\u00e9 %zz \\x %2 \\")]
    [InlineData("a%20%74op-secret%20b %74op-secret", "a%20[redacted]%20b [redacted]")]
    [InlineData("\\ud83d\\ude00 \\ud83d %74op-secret", "\\ud83d\\ude00 \\ud83d [redacted]")]
    public void Redact_OtherEscapes_StayAsTheyAre(string text, string expected) =>
        new SecretRedactor(["top-secret", "top-secret-too"]).Redact(text).ShouldBe(expected);

    [Fact]
    public void Redact_EscapedSecretsThatOverlap_LeaveNothing() =>
        new SecretRedactor(["aaaabbbb", "bbbbcccc"]).Redact("x%61aaab%62bbcccc%79").ShouldBe("x[redacted]%79");

    [Theory]
    [InlineData("")]
    [InlineData("u")]
    [InlineData("us")]
    [InlineData("user:")]
    public void Redact_SecretWithinBase64_LeavesNothingThatDecodesToIt(string before)
    {
        var text = Encode("base64", before + Secret + "!");

        var redacted = new SecretRedactor([Secret]).Redact(text);

        redacted.ShouldContain("[redacted]");
        redacted.Replace("[redacted]", "", StringComparison.Ordinal).Length.ShouldBeLessThan(14);
    }

    [Fact]
    public void Redact_Base64InLines_IsReplacedInEach()
    {
        var secret = string.Concat(Enumerable.Range(0, 20).Select(i => $"part{i:00}+"));
        var lines = Convert.ToBase64String(Encoding.UTF8.GetBytes(secret), Base64FormattingOptions.InsertLineBreaks).Split("\r\n");

        var redacted = new SecretRedactor([secret]).Redact(string.Join('\n', lines));

        redacted.Split('\n').Length.ShouldBe(lines.Length);
        redacted.Split('\n').ShouldAllBe(line => line.StartsWith("[redacted]"));
    }

    [Fact]
    public void AddVariables_ProviderOfAReload_IsRedactedFromThenOn()
    {
        var redactor = SecretRedactor.FromEnvironment(Environment);
        redactor.Redact("value-of-a-provider").ShouldBe("value-of-a-provider");

        redactor.AddVariables(Environment, [null, "UNKNOWN", "HOUSE_MODEL"]);

        redactor.Redact("value-of-a-provider value-of-a-token").ShouldBe("[redacted] [redacted]");
    }

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

    private static string Encode(string encoding, string text) => encoding switch
    {
        "base64" => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
        "base64url" => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text)),
        "address" => Uri.EscapeDataString(text),
        "lower address" => Uri.EscapeDataString(text).Replace("%2F", "%2f", StringComparison.Ordinal)
            .Replace("%2B", "%2b", StringComparison.Ordinal).Replace("%3F", "%3f", StringComparison.Ordinal)
            .Replace("%3D", "%3d", StringComparison.Ordinal).Replace("%C3%BC", "%c3%bc", StringComparison.Ordinal)
            .Replace("%3E", "%3e", StringComparison.Ordinal),
        "form" => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal),
        "hex" => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)),
        "mixed hex" => string.Concat(Encoding.UTF8.GetBytes(text).Select((b, i) => i % 2 == 0 ? $"{b:x2}" : $"{b:X2}")),
        "grouped hex" => string.Join(':', Encoding.UTF8.GetBytes(text).Select(b => $"{b:X2}")),
        "every byte" => string.Concat(Encoding.UTF8.GetBytes(text).Select((b, i) => i % 2 == 0 ? $"%{b:x2}" : $"%{b:X2}")),
        "every byte twice" => string.Concat(Encoding.UTF8.GetBytes(text).Select(b => $"%25{b:X2}")),
        "every unit" => string.Concat(text.Select(c => $"\\u{(int)c:x4}")),
        "every unit in JSON in JSON" => string.Concat(text.Select(c => $"\\\\\\\\u{(int)c:X4}")),
        "escaped bytes" => string.Concat(Encoding.UTF8.GetBytes(text).Select(b => $"\\x{b:x2}")),
        "some bytes" => text.Replace("k", "%6b", StringComparison.Ordinal).Replace("4", "\\u0034", StringComparison.Ordinal),
        "slashes" => text.Replace("/", "\\/", StringComparison.Ordinal),
        "upper hex" => Convert.ToHexString(Encoding.UTF8.GetBytes(text)),
        _ => text,
    };
}
