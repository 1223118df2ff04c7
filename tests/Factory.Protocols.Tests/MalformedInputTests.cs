using System.Buffers;
using System.Text;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests;

/// <summary>
/// Any input is translated completely or rejected with the field; no other exception leaves the translator.
/// </summary>
public sealed class MalformedInputTests
{
    public static TheoryData<ModelApi> All() => [.. Sample.Apis];

    [Theory]
    [MemberData(nameof(All))]
    public void TranslateRequest_Malformed_IsRejectedWithTheField(ModelApi client)
    {
        string[] malformed =
        [
            "", "{", "null", "[]", "\"text\"", "5", "{}", "{\"model\":5}", """{"model":"m","model":"n"}""", "{\"model\":\"m\",\"messages\":{},\"input\":{},\"contents\":{},\"max_tokens\":1}",
            """{"model":"m","max_tokens":-1,"messages":[],"input":[],"contents":[],"generationConfig":"""
                + """{"maxOutputTokens":-1},"max_output_tokens":-1}""",
            """{"model":"m","max_tokens":1,"messages":[5],"input":[5],"contents":[5]}""",
            """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"\ud800"}],"input":"\ud800","contents":[{"parts":["""
                + """{"text":"\ud800"}]}]}""",
            new string('[', 5000), "{\"model\":\"m\",\"x\":"
                + string.Concat(Enumerable.Repeat("{\"a\":", 200))
                + "1"
                + new string('}', 200)
                + "}",
        ];
        foreach (var upstream in Sample.Apis)
        {
            foreach (var body in malformed)
            {
                Should.Throw<TranslationException>(
                    () => Translator.TranslateRequest(client, upstream, Encoding.UTF8.GetBytes(body), Sample.Context),
                    body).Field.ShouldNotBeEmpty();
            }

            Should.Throw<TranslationException>(
                () =>
                    Translator.TranslateRequest(
                        client,
                        upstream,
                        new byte[] { 0x7b, 0xff, 0xfe, 0x7d },
                        Sample.Context)).Message.ShouldContain("UTF-8");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void TranslateRequest_CutOrBentAnywhere_IsTranslatedOrRejected(ModelApi upstream)
    {
        foreach (var name in Recording.Names.Where(name => name.StartsWith("everything", StringComparison.Ordinal)))
        {
            var body = Encoding.UTF8.GetString(Recording.Body(name));
            foreach (var (from, to) in new[]
            {
                ("\"type\"", "\"typ\""),
                ("\"text\"", "5"),
                ("[", "{}, ["),
                (": \"", ": [\""),
                ("true", "\"true\""),
                ("\"role\"", "\"rôle\"")
            })
            {
                Try(
                    () =>
                        Translator.TranslateRequest(
                            Recording.ApiOf(name),
                            upstream,
                            Encoding.UTF8.GetBytes(body.Replace(from, to, StringComparison.Ordinal)),
                            Sample.Context));
            }

            for (var cut = 0; cut < body.Length; cut += 97)
            {
                Try(() => Translator.TranslateRequest(Recording.ApiOf(name), upstream, Encoding.UTF8.GetBytes(body[..cut]), Sample.Context));
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void TranslateRequest_FiveMegabytesOfText_IsTranslated(ModelApi client)
    {
        var text = new string('é', 2_500_000);
        var body = client switch
        {
            ModelApi.OpenAIResponses => $$"""{"model":"m","input":"{{text}}"}""",
            ModelApi.GeminiGenerateContent => $$$"""{"contents":[{"parts":[{"text":"{{{text}}}"}]}]}""",
            _ => $$"""{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"{{text}}"}]}""",
        };
        foreach (var upstream in Sample.Apis)
        {
            Translator.TranslateRequest(
                client,
                upstream,
                Encoding.UTF8.GetBytes(body),
                Sample.Context).Body.Length.ShouldBeGreaterThan(5_000_000);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void WriteEvent_Malformed_ThrowsAndTheErrorEndsTheStreamOnce(ModelApi upstream)
    {
        foreach (var client in Sample.Apis)
        {
            foreach (var malformed in new[] { "{", "<html>", "[]", "\"x\"", "{\"type\":5,\"choices\":5,\"candidates\":5}", "\ufffd" })
            {
                var translator = Translator.CreateStreamTranslator(upstream, client, Sample.Context, RequestMap.None);
                var output = new ArrayBufferWriter<byte>();
                foreach (var (name, data) in ReplySample.Stream(upstream).Take(5))
                {
                    translator.WriteEvent(name, Encoding.UTF8.GetBytes(data), output);
                }

                Should.Throw<TranslationException>(() => translator.WriteEvent(null, Encoding.UTF8.GetBytes(malformed), output), malformed);
                translator.WriteError(ApiErrorKind.BadGateway, "The provider sent malformed.", output);
                translator.WriteError(ApiErrorKind.BadGateway, "Twice.", output);
                translator.Complete(output);

                var got = Sse.Parse(output.WrittenSpan);
                got[^1].Data.ShouldContain("The provider sent malformed.");
                got.Count(one => one.Data.Contains("Twice", StringComparison.Ordinal)).ShouldBe(0);
                got.ShouldAllBe(
                    one => JsonText.Parse(Encoding.UTF8.GetBytes(one.Data), "event").Kind == System.Text.Json.JsonValueKind.Object);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void TranslateResponse_Malformed_IsRejected(ModelApi upstream)
    {
        foreach (var client in Sample.Apis)
        {
            foreach (var body in new[]
            {
                "",
                "{}",
                "[]",
                "<html>",
                """{"choices":[],"output":5,"content":5,"candidates":[]}""",
                """{"choices":[{"message":5}],"output":[{"type":"web_search_call"}],"content":[{"type":"server_tool_use"}],"candidates":[5]}"""
            })
            {
                Should.Throw<TranslationException>(
                    () => Translator.TranslateResponse(upstream, client, Encoding.UTF8.GetBytes(body), Sample.Context, RequestMap.None),
                    body);
            }
        }
    }

    public static TheoryData<string, string> Bends => new()
    {
        {
            "\"type\"",
            "\"typ\""
        },
        {
            "\"type\"",
            "\"type\":7,\"x\""
        }, { ":{", ":[{" }, { ":\"", ":[\"" }, { "\":[", "\":5,\"x\":[" }, { "\":{", "\":null,\"x\":{" },
        {
            "index\":0",
            "index\":-1"
        }, { "index\":0", "index\":99999999999999999999" }, { "index\":", "index\":true,\"x\":" }, { "\"id\":\"", "\"id\":\"\",\"x\":\"" },
        {
            "Two files",
            "Two \\ud800 files"
        },
        {
            "\"name\":\"read\"",
            "\"name\":null"
        }, { "{", "{\"news\":[{}]," }, { "_tokens\":1", "_tokens\":1e400,\"x\":1" }, { "read", "\\u0000" },
    };

    [Theory]
    [MemberData(nameof(Bends))]
    public void WriteEvent_AnyEventBent_IsTranslatedOrRejected(string from, string to)
    {
        foreach (var (upstream, client) in Sample.Apis.SelectMany(upstream => Sample.Apis.Select(client => (upstream, client))))
        {
            var events = ReplySample.Stream(upstream);
            for (var bent = 0; bent < events.Count; bent++)
            {
                var translator = Translator.CreateStreamTranslator(upstream, client, Sample.Context, RequestMap.None);
                var output = new ArrayBufferWriter<byte>();
                Try(() =>
                {
                    foreach (var (index, (name, data)) in events.Index())
                    {
                        translator.WriteEvent(
                            name,
                            Encoding.UTF8.GetBytes(index == bent ? data.Replace(from, to, StringComparison.Ordinal) : data),
                            output);
                    }
                });
                translator.WriteError(ApiErrorKind.BadGateway, "malformed", output);

                Sse.Parse(output.WrittenSpan)
                    .Count(one => one.Data.Contains("\"malformed\"", StringComparison.Ordinal))
                    .ShouldBeInRange(0, 1);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Bends))]
    public void TranslateResponse_AnyReplyBent_IsTranslatedOrRejected(string from, string to)
    {
        foreach (var (upstream, client) in Sample.Apis.SelectMany(upstream => Sample.Apis.Select(client => (upstream, client))))
        {
            var body = Encoding.UTF8.GetString(ReplySample.Complete(upstream))
                .Replace("\": ", "\":", StringComparison.Ordinal)
                .Replace("{ ", "{", StringComparison.Ordinal);
            for (var at = body.IndexOf(from, StringComparison.Ordinal); at >= 0; at = body.IndexOf(from, at + 1, StringComparison.Ordinal))
            {
                var bent = Encoding.UTF8.GetBytes(string.Concat(body.AsSpan(0, at), to, body.AsSpan(at + from.Length)));
                Try(() => Translator.TranslateResponse(upstream, client, bent, Sample.Context, RequestMap.None));
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
