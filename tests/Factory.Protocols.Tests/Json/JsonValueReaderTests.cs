using Factory.Protocols.Json;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Json;

public sealed class JsonValueReaderTests
{
    private static readonly Dictionary<string, Func<JsonValueReader, object?>> Accessors = new()
    {
        ["text"] = value => value.Text(),
        ["flag"] = value => value.Flag(),
        ["integer"] = value => value.Integer(),
        ["count"] = value => value.NonNegativeInt(),
        ["number"] = value => value.Number(),
        ["items"] = value => value.Items().Count(),
        ["object"] = value => value.Object().Path,
        ["raw"] = value => value.RawObject().GetRawText(),
    };

    [Theory]
    [InlineData("text", "5", "a string")]
    [InlineData("text", "null", "a string")]
    [InlineData("text", "[\"a\"]", "a string")]
    [InlineData("flag", "\"true\"", "true or false")]
    [InlineData("flag", "1", "true or false")]
    [InlineData("integer", "1.5", "a whole number")]
    [InlineData("integer", "9223372036854775808", "a whole number")]
    [InlineData("integer", "\"1\"", "a whole number")]
    [InlineData("count", "-1", "a whole number of 0 or more")]
    [InlineData("count", "2147483648", "a whole number of 0 or more")]
    [InlineData("number", "1e400", "a number")]
    [InlineData("number", "\"1\"", "a number")]
    [InlineData("items", "{}", "a list")]
    [InlineData("items", "\"ab\"", "a list")]
    [InlineData("object", "[]", "an object")]
    [InlineData("raw", "\"{}\"", "an object")]
    public void Accessor_WrongType_NamesPathAndType(string accessor, string json, string expected)
    {
        var value = Translate.Parse($$"""{"messages":[{"x":{{(json == "null" ? "[null]" : json)}} }]}""")
            .Object()
            .Items("messages")
            .Single()
            .Object()
            .Required("x");

        Should.Throw<TranslationException>(() => Accessors[accessor](value)).Message.ShouldBe($"messages[0].x: must be {expected}");
    }

    [Theory]
    [InlineData("text", "\"\"", "")]
    [InlineData("text", "\"\\ud83d\\ude42\"", "🙂")]
    [InlineData("flag", "false", false)]
    [InlineData("integer", "-9223372036854775808", long.MinValue)]
    [InlineData("count", "2147483647", int.MaxValue)]
    [InlineData("count", "0", 0)]
    [InlineData("number", "1e-400", 0.0)]
    [InlineData("number", "-0.5", -0.5)]
    [InlineData("items", "[null,1]", 2)]
    public void Accessor_RightType_GivesTheValue(string accessor, string json, object expected) =>
        Accessors[accessor](Translate.Parse(json)).ShouldBe(expected);

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00\"")]
    [InlineData("\"a\\ud83dz\"")]
    public void Text_LoneSurrogate_IsRejected(string json) =>
        Should.Throw<TranslationException>(() => Translate.Parse(json).Text()).Reason.ShouldContain("lone surrogate");

    [Fact]
    public void Items_OfAReply_AreOfAReply() => Translate.Parse("[{}]", isReply: true).Items().Single().IsReply.ShouldBeTrue();
}
