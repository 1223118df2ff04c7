using System.Text.Json;
using Factory.Protocols.Anthropic;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Anthropic;

/// <summary>What Anthropic cannot compile is said in the description, as its own libraries do.</summary>
public sealed class AnthropicSchemasTests
{
    [Theory]
    [InlineData("""{"type":"integer","minimum":1,"maximum":9}""", """{"type":"integer","description":"{minimum: 1, maximum: 9}"}""")]
    [InlineData(
        """{"type":"number","description":"d","exclusiveMinimum":0.50,"multipleOf":2}""",
        """{"type":"number","description":"d\n\n{exclusiveMinimum: 0.50, multipleOf: 2}"}""")]
    [InlineData("""{"type":"string","minLength":1,"pattern":"a"}""", """{"type":"string","pattern":"a","description":"{minLength: 1}"}""")]
    [InlineData("""{"type":"string","format":"uuid"}""", """{"type":"string","format":"uuid"}""")]
    [InlineData("""{"type":"string","format":"color"}""", """{"type":"string","description":"{format: \"color\"}"}""")]
    [InlineData("""{"type":"array","minItems":1}""", """{"type":"array","minItems":1}""")]
    [InlineData(
        """{"type":"array","minItems":2,"maxItems":3,"uniqueItems":true}""",
        """{"type":"array","description":"{minItems: 2, maxItems: 3, uniqueItems: true}"}""")]
    [InlineData("""{"oneOf":[{"type":"integer","minimum":1}]}""", """{"anyOf":[{"type":"integer","description":"{minimum: 1}"}]}""")]
    [InlineData("""{"type":"object"}""", """{"type":"object","additionalProperties":false}""")]
    [InlineData("""{"type":"object","additionalProperties":true}""", """{"type":"object","additionalProperties":false}""")]
    [InlineData(
        """{"type":"object","additionalProperties":{"type":"string"}}""",
        """{"type":"object","description":"{additionalProperties: {\"type\":\"string\"}}","additionalProperties":false}""")]
    [InlineData(
        """{"type":"object","properties":{"minimum":{"type":"string"}},"required":["minimum"]}""",
        """{"type":"object","properties":{"minimum":{"type":"string"}},"required":["minimum"],"additionalProperties":false}""")]
    [InlineData(
        """{"$defs":{"n":{"type":"integer","maximum":2}},"type":"array","items":{"$ref":"#/$defs/n"}}""",
        """{"$defs":{"n":{"type":"integer","description":"{maximum: 2}"}},"type":"array","items":{"$ref":"#/$defs/n"}}""")]
    [InlineData("""{"type":"integer","const":5,"enum":[5]}""", """{"type":"integer","const":5,"enum":[5]}""")]
    public void Constrain_KeywordThatIsNotCompiled_MovesToTheDescription(string schema, string expected)
    {
        var constrained = AnthropicSchemas.Constrain(JsonElement.Parse(schema));

        JsonElement.DeepEquals(constrained, JsonElement.Parse(expected)).ShouldBeTrue(constrained.GetRawText());
    }

    [Fact]
    public void TranslateRequest_FormatWithLimits_IsOneThatAnthropicTakes()
    {
        var sent = Translate.Request(
            ModelApi.OpenAIChat,
            ModelApi.AnthropicMessages,
            """
            {"model":"m","max_tokens":2000,"messages":[{"role":"user","content":"json"}],
             "response_format":{"type":"json_schema","json_schema":{"name":"x","strict":true,"schema":{
              "type":"object","properties":{"a":{"type":"integer","minimum":1,"maximum":9}},"required":["a"],"additionalProperties":false}}}}
            """);

        sent["output_config"]!["format"]!["schema"]!["properties"]!["a"]!.ToJsonString()
            .ShouldBe("""{"type":"integer","description":"{minimum: 1, maximum: 9}"}""");
    }

    [Theory]
    [InlineData("true", """{"type":"integer","description":"{minimum: 1}"}""")]
    [InlineData("false", """{"type":"integer","minimum":1}""")]
    public void TranslateRequest_ToolWithLimits_LosesThemOnlyWhereItIsStrict(string strict, string expected)
    {
        var sent = Translate.Request(
            ModelApi.OpenAIChat,
            ModelApi.AnthropicMessages,
            """
            {"model":"m","messages":[{"role":"user","content":"a"}],"tools":[{"type":"function","function":{"name":"f","strict":STRICT,
             "parameters":{"type":"object","properties":{"a":{"type":"integer","minimum":1}}}}}]}
            """.Replace("STRICT", strict, StringComparison.Ordinal));

        sent["tools"]![0]!["input_schema"]!["properties"]!["a"]!.ToJsonString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""")]
    [InlineData("""{"type":null}""")]
    [InlineData("""{"type":["object","null"]}""")]
    public void TranslateRequest_ToolWithoutAType_TakesAnObject(string parameters)
    {
        var sent = Translate.Request(
            ModelApi.OpenAIChat,
            ModelApi.AnthropicMessages,
            $$$"""
            {"model":"m","messages":[{"role":"user","content":"a"}],
             "tools":[{"type":"function","function":{"name":"f","parameters":{{{parameters}}}}}]}
            """);

        ((string?)sent["tools"]![0]!["input_schema"]!["type"]).ShouldBe("object");
    }
}
