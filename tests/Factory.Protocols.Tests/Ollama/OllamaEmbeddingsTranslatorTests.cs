using System.Text.Json.Nodes;
using Factory.Protocols.Ollama;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Ollama;

public sealed class OllamaEmbeddingsTranslatorTests
{
    private static readonly TranslationContext Context = Sample.Context with { UpstreamModel = "nomic-embed-text", ContextTokens = 8192 };

    [Theory]
    [InlineData("\"a\"", """["a"]""")]
    [InlineData("""["a","b"]""", """["a","b"]""")]
    [InlineData("[]", "[]")]
    public void Body_Input_IsAListThatIsNeverCut(string input, string expected)
    {
        var body = JsonNode.Parse(Create($$$$"""{"model":"m","input":{{{{input}}}} }""").Body.Span)!;

        body["input"]!.ToJsonString().ShouldBe(expected);
        body["model"]!.ToString().ShouldBe("nomic-embed-text");
        body["truncate"]!.GetValue<bool>().ShouldBeFalse();
        body["options"]!["num_ctx"]!.GetValue<int>().ShouldBe(8192);
    }

    [Fact]
    public void Body_Dimensions_AreCarried() =>
        JsonNode.Parse(Create("""{"input":"a","dimensions":256,"user":"u"}""").Body.Span)!["dimensions"]!.GetValue<int>().ShouldBe(256);

    [Theory]
    [InlineData("""{"model":"m"}""", "input: is missing")]
    [InlineData("""{"input":[[1,2]]}""", "input[0]: tokens mean nothing to another provider's model; send the text")]
    [InlineData("""{"input":[1,2]}""", "input[0]: tokens mean nothing to another provider's model; send the text")]
    [InlineData("""{"input":{"text":"a"}}""", "input: must be a list")]
    [InlineData("""{"input":"a","encoding_format":"int8"}""", "encoding_format: must be float or base64")]
    [InlineData("""{"input":"a","dimensions":-1}""", "dimensions: must be a whole number of 0 or more")]
    [InlineData("""{"input":"a","task":"search"}""", "task: is not known")]
    public void Create_WrongField_NamesIt(string body, string message) =>
        Should.Throw<TranslationException>(() => Create(body)).Message.ShouldStartWith(message);

    [Fact]
    public void TranslateResponse_Vectors_AreInTheirOrder()
    {
        var reply = JsonNode.Parse(
            Create("""{"input":["a","b"]}""")
                .TranslateResponse(Translate.Bytes("""{"model":"x","embeddings":[[0.5,-1],[0.25,2]],"prompt_eval_count":7}""")))!;

        reply["data"]!.AsArray().Select(item => item!.ToJsonString()).ShouldBe(
            ["""{"object":"embedding","index":0,"embedding":[0.5,-1]}""", """{"object":"embedding","index":1,"embedding":[0.25,2]}"""]);
        reply["usage"]!.ToJsonString().ShouldBe("""{"prompt_tokens":7,"total_tokens":7}""");
        reply["model"]!.ToString().ShouldBe("client-model");
    }

    [Fact]
    public void TranslateResponse_Base64_IsLittleEndianSinglePrecision()
    {
        var reply = JsonNode.Parse(
            Create("""{"input":"a","encoding_format":"base64"}""").TranslateResponse(Translate.Bytes("""{"embeddings":[[1,-2.5]]}""")))!;

        var bytes = Convert.FromBase64String(reply["data"]![0]!["embedding"]!.ToString());
        bytes.ShouldBe(new byte[] { 0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0 });
    }

    [Theory]
    [InlineData("""{"embeddings":[]}""", "embeddings: the provider sent 0 vectors for 1 texts")]
    [InlineData("""{"embeddings":[[1],[2]]}""", "embeddings: the provider sent 2 vectors for 1 texts")]
    [InlineData("""{"embeddings":[[1e300]]}""", "embeddings[0][0]: is beyond single precision")]
    [InlineData("""{"embeddings":[["1"]]}""", "embeddings[0][0]: must be a number")]
    [InlineData("""{"embeddings":[5]}""", "embeddings[0]: must be a list")]
    [InlineData("""{"embedding":[1]}""", "embeddings: is missing")]
    public void TranslateResponse_Malformed_NamesTheField(string reply, string message) =>
        Should.Throw<TranslationException>(
            () => Create("""{"input":"a"}""").TranslateResponse(Translate.Bytes(reply))).Message.ShouldBe(message);

    private static OllamaEmbeddingsTranslator Create(string body) => new(Translate.Bytes(body), Context);
}
