using System.Runtime.InteropServices;
using System.Text.Json;
using Factory.Protocols.Json;

namespace Factory.Protocols.Ollama;

/// <summary>OpenAI's embeddings served by Ollama's own <c>/api/embed</c>: its copy of OpenAI's protocol takes no context size, and cuts a longer text without a word.</summary>
public sealed class OllamaEmbeddings
{
    private static readonly FieldRules Rules = FieldRules.Strict("embeddings", "user");

    private readonly TranslationContext _context;
    private readonly bool _isBase64;

    /// <exception cref="TranslationException">The request is not in OpenAI's protocol, or holds something that Ollama's cannot say.</exception>
    public OllamaEmbeddings(ReadOnlyMemory<byte> body, TranslationContext context)
    {
        _context = context;
        var fields = JsonText.Parse(body.Span).Object();
        fields.Take("model");
        var input = fields.Need("input");
        IReadOnlyList<string> texts = input.IsText ? [input.Text()] : [.. input.Items().Select(Text)];
        var dimensions = fields.Count("dimensions");
        _isBase64 = fields.Text("encoding_format") switch
        {
            null or "float" => false,
            "base64" => true,
            _ => throw new TranslationException("encoding_format", "must be float or base64"),
        };
        fields.Done(Rules);
        Body = JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("model", context.UpstreamModel);
            json.WriteStartArray("input");
            foreach (var text in texts)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
            json.WriteBoolean("truncate", false);
            json.NumberUnlessNull("dimensions", dimensions);
            json.WriteStartObject("options");
            json.NumberUnlessNull("num_ctx", context.ContextTokens);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <value>The request in Ollama's protocol.</value>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>A reply in OpenAI's protocol.</summary>
    /// <exception cref="TranslationException">The reply is not in Ollama's protocol.</exception>
    public byte[] Reply(ReadOnlyMemory<byte> body)
    {
        var fields = JsonText.Parse(body.Span, isReply: true).Object();
        var vectors = fields.Need("embeddings").Items().Select(vector => vector.Items().Select(number => (float)number.Number()).ToArray()).ToList();
        var tokens = fields.Take("prompt_eval_count")?.Integer() ?? 0;
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteString("model", _context.ClientModel);
            json.WriteStartArray("data");
            for (var i = 0; i < vectors.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("object", "embedding");
                json.WriteNumber("index", i);
                Write(json, vectors[i]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartObject("usage");
            json.WriteNumber("prompt_tokens", tokens);
            json.WriteNumber("total_tokens", tokens);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static string Text(Node node) => node.IsText
        ? node.Text()
        : throw new TranslationException(node.Path, "tokens mean nothing to another provider's model; send the text");

    private void Write(Utf8JsonWriter json, float[] vector)
    {
        if (_isBase64)
        {
            json.WriteBase64String("embedding", MemoryMarshal.AsBytes<float>(vector));
            return;
        }

        json.WriteStartArray("embedding");
        foreach (var number in vector)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
