using System.Text;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Canonical;

public sealed class ToolArgumentsTests
{
    [Theory]
    [InlineData("", "{}")]
    [InlineData("  \n", "{}")]
    [InlineData("{}", "{}")]
    [InlineData("""{ "n": 2.50 }""", """{ "n": 2.50 }""")]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ud800"}""")]
    [InlineData("[1]", """{"malformed_arguments":"[1]"}""")]
    [InlineData("null", """{"malformed_arguments":"null"}""")]
    [InlineData("{\"cut\": \"of", """{"malformed_arguments":"{\"cut\": \"of"}""")]
    public void Write_AnyText_IsAnObject(string arguments, string expected) => Written(arguments).ShouldBe($"{{\"args\":{expected}}}");

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"malformed_arguments":1}""")]
    [InlineData("""{"malformed_arguments":"x","other":1}""")]
    [InlineData("{\"cut\": \"of")]
    [InlineData("plain text")]
    [InlineData("\"quoted\"")]
    public void Read_WhatWasWritten_IsTheSameText(string arguments) =>
        ToolArguments.Read(Translate.Parse(Written(arguments)).Object().Take("args")).ShouldBe(arguments);

    [Fact]
    public void Read_Absent_IsAnEmptyObject() => ToolArguments.Read(null).ShouldBe("{}");

    [Theory]
    [InlineData("[]")]
    [InlineData("\"{}\"")]
    [InlineData("5")]
    public void Read_NoObject_IsRejected(string json) =>
        Should.Throw<TranslationException>(() => ToolArguments.Read(Translate.Parse(json))).Reason.ShouldBe("must be an object");

    [Fact]
    public void Write_ArgumentsAsDeepAsARequestCanBe_AreAnObject()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 128)) + "1" + new string('}', 128);

        Written(deep).ShouldBe($"{{\"args\":{deep}}}");
    }

    [Fact]
    public void Write_DeeperArguments_AreText() =>
        Written(string.Concat(Enumerable.Repeat("{\"a\":", 129)) + "1" + new string('}', 129))
            .ShouldStartWith("{\"args\":{\"malformed_arguments\":\"");

    private static string Written(string arguments) => Encoding.UTF8.GetString(JsonText.Write(json =>
    {
        json.WriteStartObject();
        ToolArguments.Write(json, "args", arguments);
        json.WriteEndObject();
    }));
}
