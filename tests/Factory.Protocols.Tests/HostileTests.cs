using System.Buffers;
using System.Text;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests;

/// <summary>Whatever comes in, what goes out is whole or a refusal that says where.</summary>
public sealed class HostileTests
{
    public static TheoryData<ModelApi> All() => [.. Some.Protocols];

    [Theory]
    [MemberData(nameof(All))]
    public void Garbage_is_refused_in_words(ModelApi client)
    {
        string[] garbage =
        [
            "", "{", "null", "[]", "\"text\"", "5", "{}", "{\"model\":5}", """{"model":"m","model":"n"}""", "{\"model\":\"m\",\"messages\":{},\"input\":{},\"contents\":{},\"max_tokens\":1}",
            """{"model":"m","max_tokens":-1,"messages":[],"input":[],"contents":[],"generationConfig":{"maxOutputTokens":-1},"max_output_tokens":-1}""",
            """{"model":"m","max_tokens":1,"messages":[5],"input":[5],"contents":[5]}""",
            """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"\ud800"}],"input":"\ud800","contents":[{"parts":[{"text":"\ud800"}]}]}""",
            new string('[', 5000), "{\"model\":\"m\",\"x\":" + string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200) + "}",
        ];
        foreach (var upstream in Some.Protocols)
        {
            foreach (var body in garbage)
            {
                Should.Throw<TranslationException>(() => Translator.TranslateRequest(client, upstream, Encoding.UTF8.GetBytes(body), Some.Context), body).Field.ShouldNotBeEmpty();
            }

            Should.Throw<TranslationException>(() => Translator.TranslateRequest(client, upstream, new byte[] { 0x7b, 0xff, 0xfe, 0x7d }, Some.Context)).Message.ShouldContain("UTF-8");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_recorded_request_cut_or_bent_anywhere_is_carried_or_refused(ModelApi upstream)
    {
        foreach (var name in Recording.Names.Where(name => name.StartsWith("everything", StringComparison.Ordinal)))
        {
            var body = Encoding.UTF8.GetString(Recording.Body(name));
            foreach (var (from, to) in new[] { ("\"type\"", "\"typ\""), ("\"text\"", "5"), ("[", "{}, ["), (": \"", ": [\""), ("true", "\"true\""), ("\"role\"", "\"rôle\"") })
            {
                Try(() => Translator.TranslateRequest(Recording.ProtocolOf(name), upstream, Encoding.UTF8.GetBytes(body.Replace(from, to, StringComparison.Ordinal)), Some.Context));
            }

            for (var cut = 0; cut < body.Length; cut += 97)
            {
                Try(() => Translator.TranslateRequest(Recording.ProtocolOf(name), upstream, Encoding.UTF8.GetBytes(body[..cut]), Some.Context));
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_text_of_five_megabytes_goes_through(ModelApi client)
    {
        var text = new string('é', 2_500_000);
        var body = client switch
        {
            ModelApi.OpenAIResponses => $$"""{"model":"m","input":"{{text}}"}""",
            ModelApi.GeminiGenerateContent => $$$"""{"contents":[{"parts":[{"text":"{{{text}}}"}]}]}""",
            _ => $$"""{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"{{text}}"}]}""",
        };
        foreach (var upstream in Some.Protocols)
        {
            Translator.TranslateRequest(client, upstream, Encoding.UTF8.GetBytes(body), Some.Context).Body.Length.ShouldBeGreaterThan(5_000_000);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Garbage_in_a_stream_is_refused_and_the_client_can_still_be_told(ModelApi upstream)
    {
        foreach (var client in Some.Protocols)
        {
            foreach (var garbage in new[] { "{", "<html>", "[]", "\"x\"", "{\"type\":5,\"choices\":5,\"candidates\":5}", "\ufffd" })
            {
                var translator = Translator.CreateStreamTranslator(upstream, client, Some.Context, RequestMap.None);
                var output = new ArrayBufferWriter<byte>();
                foreach (var (name, data) in ReplySample.Stream(upstream).Take(5))
                {
                    translator.WriteEvent(name, Encoding.UTF8.GetBytes(data), output);
                }

                Should.Throw<TranslationException>(() => translator.WriteEvent(null, Encoding.UTF8.GetBytes(garbage), output), garbage);
                translator.WriteError(ApiErrorKind.BadGateway, "The provider sent garbage.", output);
                translator.WriteError(ApiErrorKind.BadGateway, "Twice.", output);
                translator.Complete(output);

                var got = Sse.Parse(output.WrittenSpan);
                got[^1].Data.ShouldContain("The provider sent garbage.");
                got.Count(one => one.Data.Contains("Twice", StringComparison.Ordinal)).ShouldBe(0);
                got.ShouldAllBe(one => JsonText.Parse(Encoding.UTF8.GetBytes(one.Data), "event").Kind == System.Text.Json.JsonValueKind.Object);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Garbage_replies_are_refused(ModelApi upstream)
    {
        foreach (var client in Some.Protocols)
        {
            foreach (var body in new[] { "", "{}", "[]", "<html>", """{"choices":[],"output":5,"content":5,"candidates":[]}""", """{"choices":[{"message":5}],"output":[{"type":"web_search_call"}],"content":[{"type":"server_tool_use"}],"candidates":[5]}""" })
            {
                Should.Throw<TranslationException>(() => Translator.TranslateResponse(upstream, client, Encoding.UTF8.GetBytes(body), Some.Context, RequestMap.None), body);
            }
        }
    }

    private static void Try(Action translate)
    {
        try
        {
            translate();
        }
        catch (TranslationException refused)
        {
            refused.Reason.ShouldNotBeEmpty();
        }
    }
}
