using System.Text.Json;
using Factory.Protocols.Json;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Json;

public sealed class JsonObjectReaderTests
{
    private static readonly FieldRules Rules = new(
        "somewhere",
        ["hint"],
        [new RejectedField("n", "send 1", FieldRules.IsOne), new RejectedField("never", "leave it out")]);

    [Fact]
    public void Take_Twice_IsNullTheSecondTime()
    {
        var reader = Translate.Parse("""{"a":1}""").Object();

        reader.Take("a").ShouldNotBeNull();
        reader.Take("a").ShouldBeNull();
    }

    [Fact]
    public void Take_JsonNull_IsAbsent() => Translate.Parse("""{"a":null}""").Object().Take("a").ShouldBeNull();

    [Fact]
    public void Required_JsonNull_IsMissing() =>
        Should.Throw<TranslationException>(
            () => Translate.Parse("""{"a":null}""").Object().Required("a")).Message.ShouldBe("a: is missing");

    [Theory]
    [InlineData("""{"hint":{"deep":1}}""")]
    [InlineData("""{"n":1}""")]
    [InlineData("""{"n":1.0}""")]
    [InlineData("""{"unknown":null,"never":null}""")]
    public void RejectUnread_IgnoredOrHarmless_Passes(string json) =>
        Should.NotThrow(() => Translate.Parse(json).Object().RejectUnread(Rules));

    [Theory]
    [InlineData("""{"n":2}""", "n: send 1")]
    [InlineData("""{"n":"1"}""", "n: send 1")]
    [InlineData("""{"never":1}""", "never: leave it out")]
    [InlineData("""{"unknown":1}""", "unknown: is not known to this gateway")]
    [InlineData("""{"Hint":1}""", "Hint: is not known to this gateway")]
    public void RejectUnread_RejectedOrUnknown_NamesTheField(string json, string message) =>
        Should.Throw<TranslationException>(() => Translate.Parse(json).Object().RejectUnread(Rules)).Message.ShouldStartWith(message);

    [Fact]
    public void RejectUnread_UnknownInAReply_Passes() =>
        Should.NotThrow(() => Translate.Parse("""{"unknown":1}""", isReply: true).Object().RejectUnread(Rules));

    [Fact]
    public void RejectUnread_RejectedInAReply_Throws() =>
        Should.Throw<TranslationException>(
            () => Translate.Parse("""{"never":1}""", isReply: true).Object().RejectUnread(Rules)).Field.ShouldBe("never");

    [Theory]
    [InlineData("generation_config", "generationConfig")]
    [InlineData("generationConfig", "generationConfig")]
    [InlineData("top_k", "topK")]
    [InlineData("a__b_", "aB")]
    [InlineData("_", "")]
    public void Create_CamelCase_ReadsSnakeCase(string sent, string read) =>
        JsonObjectReader.Create(Translate.Parse($$"""{"{{sent}}":1}"""), camelCase: true).Take(read).ShouldNotBeNull();

    [Fact]
    public void Create_BothSpellingsOfAField_IsRejected() =>
        Should.Throw<TranslationException>(() => JsonObjectReader.Create(Translate.Parse("""{"top_k":1,"topK":2}"""), camelCase: true))
            .Message.ShouldBe("topK: appears twice in one object; send it once");

    [Theory]
    [InlineData("false", true, false, false, false)]
    [InlineData("0", false, true, false, false)]
    [InlineData("-0.0", false, true, false, false)]
    [InlineData("1e0", false, false, true, false)]
    [InlineData("[]", false, false, false, true)]
    [InlineData("{}", false, false, false, true)]
    [InlineData("\"\"", false, false, false, false)]
    [InlineData("[0]", false, false, false, false)]
    public void FieldRules_Conditions_LookAtTypeAndValue(string json, bool isFalse, bool isZero, bool isOne, bool isEmpty)
    {
        var value = JsonElement.Parse(json);

        (
            FieldRules.IsFalse(value),
            FieldRules.IsZero(value),
            FieldRules.IsOne(value),
            FieldRules.IsEmpty(value)).ShouldBe((isFalse, isZero, isOne, isEmpty));
    }

    [Theory]
    [InlineData("""["TEXT"]""", true)]
    [InlineData("""["TEXT","AUDIO"]""", false)]
    [InlineData("\"TEXT\"", false)]
    [InlineData("""["text"]""", false)]
    public void IsListOf_AnyValue_AcceptsNothingElse(string json, bool accepted) =>
        FieldRules.IsListOf("TEXT")(JsonElement.Parse(json)).ShouldBe(accepted);
}
