using System.IO.Compression;
using System.Text;

namespace Factory.Gateway.Tests.Inspection;

/// <summary>Bodies that come packed: unpacked once, counted as they unpack, sent on as they are.</summary>
public sealed class BodyEncodingTests
{
    private static readonly Dictionary<string, Func<Stream, Stream>> Packers = new()
    {
        ["gzip"] = s => new GZipStream(s, CompressionLevel.Fastest, leaveOpen: true),
        ["deflate"] = s => new ZLibStream(s, CompressionLevel.Fastest, leaveOpen: true),
        ["br"] = s => new BrotliStream(s, CompressionLevel.Fastest, leaveOpen: true),
    };

    public static TheoryData<string, ModelApi> Cases()
    {
        var cases = new TheoryData<string, ModelApi>();
        foreach (var (encoding, api) in Packers.Keys.SelectMany(e => ApiSample.All.Keys.Select(p => (e, p))))
        {
            cases.Add(encoding, api);
        }

        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Decompress_CompressedBody_IsForwardedAndMeteredUncompressed(string encoding, ModelApi api)
    {
        var sample = ApiSample.All[api];
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(sample.Reply));

        using var response = await PostAsync(gateway, sample, encoding, Pack(encoding, Encoding.UTF8.GetBytes(sample.Body)));

        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        var call = gateway.Upstream.Calls.ShouldHaveSingleItem();
        call.Text.ShouldBe(sample.Body.Replace("lab/small", "small", StringComparison.Ordinal));
        call.Header("Content-Encoding").ShouldBeNull();
        gateway.Meter.Calls.ShouldHaveSingleItem().Estimate.InputTokens.ShouldBe(sample.Body.Length);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Decompress_EndlessBody_Is413BeforeAllOfItIsDecompressed(string encoding, ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"), configure: o => o.MaxRequestBytes = 64 * 1024);
        var bomb = Pack(encoding, new byte[64 * 1024 * 1024]);

        using var response = await PostAsync(gateway, ApiSample.All[api], encoding, bomb);

        ((int)response.StatusCode).ShouldBe(413);
        var words = ApiErrorCheck.Pick(api, "invalid_request_error", "request_too_large", "INVALID_ARGUMENT");
        ApiErrorCheck.ErrorOf(api, await response.Content.ReadAsStringAsync()).ShouldBe(words);
        gateway.Upstream.Calls.ShouldBeEmpty();
        gateway.Meter.Calls.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Decompress_WrongEncoding_Is400(string encoding, ModelApi api)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        var whole = Pack(encoding, Encoding.UTF8.GetBytes(ApiSample.All[api].Body));
        foreach (var body in new[] { "whatever this is"u8.ToArray(), whole[..(whole.Length / 2)] })
        {
            using var response = await PostAsync(gateway, ApiSample.All[api], encoding, body);

            ((int)response.StatusCode).ShouldBe(400);
            ApiErrorCheck.ErrorOf(api, await response.Content.ReadAsStringAsync())
                .ShouldBe(ApiErrorCheck.Pick(api, "invalid_request_error", "invalid_request_error", "INVALID_ARGUMENT"));
        }

        gateway.Upstream.Calls.ShouldBeEmpty();
    }

    private static byte[] Pack(string encoding, byte[] body)
    {
        using var packed = new MemoryStream();
        using (var packer = Packers[encoding](packed))
        {
            packer.Write(body);
        }

        return packed.ToArray();
    }

    private static Task<HttpResponseMessage> PostAsync(GatewayHost gateway, ApiSample sample, string encoding, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.Add("Content-Type", "application/json");
        content.Headers.Add("Content-Encoding", encoding);
        return gateway.Client.PostAsync(gateway.Url + sample.Path, content);
    }
}
