using System.Text;
using System.Text.Json;
using Factory.Protocols.Json;

namespace Factory.Protocols.Tests.Json;

public sealed class JsonSchemasTests
{
    [Theory]
    [InlineData("""{"type":"OBJECT","properties":{"a":{"type":"STRING"}}}""", """{"type":"object","properties":{"a":{"type":"string"}}}""")]
    [InlineData("""{"type":"STRING","nullable":true}""", """{"type":["string","null"]}""")]
    [InlineData("""{"type":"STRING","nullable":false}""", """{"type":"string"}""")]
    [InlineData("""{"type":"STRING","enum":["a"],"nullable":true}""", """{"type":["string","null"],"enum":["a",null]}""")]
    [InlineData(
        """{"anyOf":[{"type":"STRING"},{"type":"INTEGER"}],"nullable":true}""",
        """{"anyOf":[{"type":"string"},{"type":"integer"},{"type":"null"}]}""")]
    [InlineData("""{"type":"TYPE_UNSPECIFIED","description":"any"}""", """{"description":"any"}""")]
    [InlineData(
        """{"type":"ARRAY","items":{"type":"NUMBER"},"minItems":"1","maxItems":"20"}""",
        """{"type":"array","items":{"type":"number"},"minItems":1,"maxItems":20}""")]
    [InlineData("""{"type":"STRING","maxLength":"many"}""", """{"type":"string","maxLength":"many"}""")]
    [InlineData(
        """{"type":"OBJECT","properties":{"type":{"type":"STRING"},"nullable":{"type":"BOOLEAN"}}}""",
        """{"type":"object","properties":{"type":{"type":"string"},"nullable":{"type":"boolean"}}}""")]
    [InlineData("""{"type":"OBJECT","propertyOrdering":["b","a"],"required":["a"]}""", """{"type":"object","required":["a"]}""")]
    [InlineData(
        """{"type":"STRING","description":"TYPE","default":"STRING","enum":["OBJECT"]}""",
        """{"type":"string","description":"TYPE","default":"STRING","enum":["OBJECT"]}""")]
    public void FromOpenApi_GooglesDialect_IsJsonSchema(string google, string expected) =>
        JsonSchemas.FromOpenApi(JsonElement.Parse(google)).GetRawText().ShouldBe(expected);

    [Theory]
    [InlineData("""{"type":["string","null"],"minLength":1,"$ref":"#/$defs/a"}""")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"string"},"patternProperties":{"^x":{"const":2.50}}}""")]
    [InlineData("""{"prefixItems":[{"type":"integer"}],"items":false,"not":{"type":"null"},"allOf":[{"minimum":0}]}""")]
    [InlineData("true")]
    public void FromOpenApi_JsonSchema_PassesUnchanged(string schema) =>
        JsonSchemas.FromOpenApi(JsonElement.Parse(schema)).GetRawText().ShouldBe(schema);

    [Theory]
    [InlineData("""{"type":"object","properties":{}}""", """{"type":"object","properties":{},"additionalProperties":false}""")]
    [InlineData(
        """{"type":"object","properties":{},"additionalProperties":true}""",
        """{"type":"object","properties":{},"additionalProperties":true}""")]
    [InlineData(
        """{"properties":{"a":{"properties":{"b":{}}}}}""",
        """{"properties":{"a":{"properties":{"b":{}},"additionalProperties":false}},"additionalProperties":false}""")]
    [InlineData(
        """{"items":{"properties":{}},"$defs":{"x":{"properties":{}}}}""",
        """{"items":{"properties":{},"additionalProperties":false},"$defs":{"x":{"properties":{},"additionalProperties":false}}}""")]
    [InlineData(
        """{"anyOf":[{"properties":{}},{"type":"string"}]}""",
        """{"anyOf":[{"properties":{},"additionalProperties":false},{"type":"string"}]}""")]
    [InlineData(
        """{"enum":[{"properties":{}}],"default":{"properties":{}}}""",
        """{"enum":[{"properties":{}}],"default":{"properties":{}}}""")]
    public void WithClosedObjects_EveryObject_IsClosedUnlessItSaysOtherwise(string schema, string expected) =>
        JsonSchemas.WithClosedObjects(JsonElement.Parse(schema)).GetRawText().ShouldBe(expected);

    [Theory]
    [InlineData(null, """{"type":"object","properties":{}}""")]
    [InlineData("{}", """{"type":"object"}""")]
    [InlineData("""{"properties":{"a":{}}}""", """{"type":"object","properties":{"a":{}}}""")]
    [InlineData("""{"properties":{},"type":"object"}""", """{"properties":{},"type":"object"}""")]
    public void WriteAsObject_AnySchema_HasAType(string? schema, string expected) =>
        Encoding.UTF8.GetString(JsonText.Write(json => JsonSchemas.WriteAsObject(json, schema is null ? null : JsonElement.Parse(schema))))
            .ShouldBe(expected);

    [Theory]
    [InlineData("""{"type":"\ud800"}""")]
    [InlineData("""{"properties":{"\ud800":{}}}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"minItems":"\ud800"}""")]
    public void FromOpenApi_LoneSurrogate_IsRejected(string schema) =>
        Should.Throw<TranslationException>(() => JsonSchemas.FromOpenApi(JsonElement.Parse(schema))).Reason.ShouldContain("lone surrogate");

    [Fact]
    public void FromOpenApi_AsDeepAsARequestCanBe_IsRewritten()
    {
        const int Depth = 60;
        var schema = string.Concat(Enumerable.Repeat("""{"properties":{"a":""", Depth)) + "{}" + new string('}', 2 * Depth);

        JsonSchemas.WithClosedObjects(JsonElement.Parse(schema, new JsonDocumentOptions { MaxDepth = 128 })).GetRawText()
            .Split("additionalProperties").Length.ShouldBe(Depth + 1);
    }
}
