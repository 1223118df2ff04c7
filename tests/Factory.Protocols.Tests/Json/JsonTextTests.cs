using System.Text;
using System.Text.Json;
using Factory.Protocols.Json;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Json;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"a":1}{"b":2}""")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":NaN}""")]
    [InlineData("""{"a":01}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("{\"a\":\"line\nbreak\"}")]
    public void Parse_NotStrictJson_NamesTheBody(string text) =>
        Should.Throw<TranslationException>(() => Translate.Parse(text).Object()).Field.ShouldBe("body");

    [Fact]
    public void Parse_NotUtf8_SaysSo() =>
        Should.Throw<TranslationException>(() => JsonText.Parse([0x22, 0xc3, 0x28, 0x22])).Reason.ShouldBe("is not UTF-8");

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void Parse_Nesting_HasALimit(int depth, bool accepted)
    {
        var text = new string('[', depth) + new string(']', depth);

        if (accepted)
        {
            Translate.Parse(text).Kind.ShouldBe(JsonValueKind.Array);
        }
        else
        {
            Should.Throw<TranslationException>(() => Translate.Parse(text)).Reason.ShouldContain("128 levels");
        }
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData(""" {"a":1} """, true)]
    [InlineData("[]", false)]
    [InlineData("\"{}\"", false)]
    [InlineData("{\"cut\":\"of", false)]
    [InlineData("", false)]
    public void TryObject_AnyText_IsNullUnlessItIsAnObject(string text, bool isObject) =>
        (JsonText.TryObject(text) is not null).ShouldBe(isObject);

    [Theory]
    [InlineData("""{"n":2.50,"big":123456789012345678901234567890,"e":1E+2}""")]
    [InlineData("""{"s":"\u00e9 \ud800 \/"}""")]
    [InlineData("""{ "spaces" : [ 1,2 ] }""")]
    public void WriteRaw_AnyValue_IsCopiedAsItWasWritten(string raw) => Raw(raw).ShouldBe(raw);

    [Fact]
    public void WriteRaw_OverSeveralLines_IsOneLine() =>
        Raw("{\r\n  \"a\": \"b\\nc\",\n  \"d\": 1\r}").ShouldBe("{    \"a\": \"b\\nc\",   \"d\": 1 }");

    [Fact]
    public void NameOf_LoneSurrogate_NamesTheObject()
    {
        var property = JsonElement.Parse("""{"\ud800":1}""").EnumerateObject().First();

        Should.Throw<TranslationException>(() => JsonText.NameOf(property, "tools[0]"))
            .Message.ShouldStartWith("tools[0]: has a field whose name");
    }

    [Fact]
    public void WriteIfNotNull_Null_WritesNothing() => Written(json =>
    {
        json.WriteStringIfNotNull("s", null);
        json.WriteNumberIfNotNull("d", (double?)null);
        json.WriteNumberIfNotNull("l", (long?)null);
        json.WriteBooleanIfNotNull("b", null);
        json.WriteStringsIfAny("list", []);
    }).ShouldBe("{}");

    [Fact]
    public void WriteIfNotNull_Values_AreWritten() => Written(json =>
    {
        json.WriteStringIfNotNull("s", "é漢");
        json.WriteNumberIfNotNull("d", 0.1);
        json.WriteNumberIfNotNull("l", long.MaxValue);
        json.WriteBooleanIfNotNull("b", false);
        json.WriteStringsIfAny("list", ["x", ""]);
    }).ShouldBe("""{"s":"é漢","d":0.1,"l":9223372036854775807,"b":false,"list":["x",""]}""");

    private static string Raw(string raw) => Encoding.UTF8.GetString(JsonText.Write(json => json.WriteRaw(JsonElement.Parse(raw))));

    private static string Written(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(JsonText.Write(json =>
    {
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
    }));
}
