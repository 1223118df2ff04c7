using System.Runtime.InteropServices;
using System.Text.Json;
using Factory.Protocols.Json;

namespace Factory.Protocols.Ollama;

/// <summary>
/// Serves OpenAI's embeddings with Ollama's own <c>/api/embed</c>: the OpenAI-compatible route ignores the context size
/// and truncates longer texts silently.
/// </summary>
public sealed class OllamaEmbeddingsTranslator
{
    private static readonly FieldRules Rules = FieldRules.IgnoringOnly("embeddings", "user");

    private readonly TranslationContext _context;
    private readonly bool _isBase64;
    private readonly int _texts;

    /// <summary>Translates a request.</summary>
    /// <param name="body">A request to OpenAI's embeddings.</param>
    /// <param name="context">The models' names and the context size.</param>
    /// <exception cref="TranslationException">Not a request, or one with something that Ollama does not
    /// have.</exception>
    public OllamaEmbeddingsTranslator(ReadOnlyMemory<byte> body, TranslationContext context)
    {
        _context = context;
        var reader = JsonText.Parse(body.Span).Object();
        reader.Take("model");
        var input = reader.Required("input");
        IReadOnlyList<string> texts = input.IsText ? [input.Text()] : [.. input.Items().Select(TextInput)];
        _texts = texts.Count;
        var dimensions = reader.NonNegativeInt("dimensions");
        _isBase64 = reader.Text("encoding_format") switch
        {
            null or "float" => false,
            "base64" => true,
            _ => throw new TranslationException("encoding_format", "must be float or base64"),
        };
        reader.RejectUnread(Rules);
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
            json.WriteNumberIfNotNull("dimensions", dimensions);
            json.WriteStartObject("options");
            json.WriteNumberIfNotNull("num_ctx", context.ContextTokens);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <value>The request to Ollama.</value>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Translates the reply.</summary>
    /// <param name="body">Ollama's reply.</param>
    /// <returns>The reply for the client.</returns>
    /// <exception cref="TranslationException">Not a reply, not one vector for each text, or with a number beyond single
    /// precision.</exception>
    public byte[] TranslateResponse(ReadOnlyMemory<byte> body)
    {
        var reader = JsonText.Parse(body.Span, isReply: true).Object();
        var vectors = reader.Required("embeddings").Items().Select(vector => vector.Items().Select(Single).ToArray()).ToList();
        if (vectors.Count != _texts)
        {
            // Clients match vectors to their texts by position.
            throw new TranslationException("embeddings", $"the provider sent {vectors.Count} vectors for {_texts} texts");
        }

        var tokens = reader.Take("prompt_eval_count")?.Integer() ?? 0;
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

    private static float Single(JsonValueReader node) => (float)node.Number() is var number && float.IsFinite(number)
        ? number
        : throw new TranslationException(node.Path, "is beyond single precision");

    private static string TextInput(JsonValueReader node) => node.IsText
        ? node.Text()
        : throw new TranslationException(node.Path, "tokens mean nothing to another provider's model; send the text");

    private void Write(Utf8JsonWriter json, float[] vector)
    {
        // OpenAI's SDKs request base64 unless the caller chose otherwise: little-endian single precision, as it is in
        // memory here.
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
