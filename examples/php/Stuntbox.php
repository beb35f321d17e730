<?php
declare(strict_types=1);

/** Starts stuntbox and moves its time. It needs nothing but PHP itself: copy it into your tests. */
final class Stuntbox
{
    public readonly string $url;
    private readonly string $control;
    private readonly string $token;
    /** @var resource|null */
    private $process = null;

    /** A server of its own on free ports, or the one that `stuntbox run` has started around the tests. */
    public function __construct(string ...$vendors)
    {
        if (getenv('STUNTBOX_CONTROL_URL') !== false) {
            [$this->url, $this->control, $this->token] = array_map('getenv', ['STUNTBOX_URL', 'STUNTBOX_CONTROL_URL', 'STUNTBOX_TOKEN']);
            return;
        }
        $path = sys_get_temp_dir() . '/stuntbox-' . bin2hex(random_bytes(8)) . '.json';
        $command = explode(' ', getenv('STUNTBOX') ?: 'npx stuntbox');
        $flags = ['--port', '0', '--control-port', '0', '--clock', 'manual', '--quiet', '--ready-file', $path];
        $this->process = proc_open([...$command, 'serve', ...$vendors, ...$flags], [1 => ['file', '/dev/null', 'w']], $pipes);
        // The file appears whole, once the server listens.
        while (!file_exists($path)) {
            if (!proc_get_status($this->process)['running']) {
                throw new RuntimeException('stuntbox ended before it was ready');
            }
            usleep(10_000);
            clearstatcache();
        }
        $ready = json_decode(file_get_contents($path), true, flags: JSON_THROW_ON_ERROR);
        [$this->url, $this->control, $this->token] = [$ready['url'], $ready['control'], $ready['token']];
        register_shutdown_function($this->close(...));
    }

    public function close(): void
    {
        if ($this->process !== null) {
            proc_terminate($this->process);
            proc_close($this->process);
            $this->process = null;
        }
    }

    /** Moves the server's time: everything that is due by then has happened when this returns. */
    public function advance(int $seconds): void
    {
        $this->ask('POST', '/clock/advance', ['ms' => $seconds * 1000]);
    }

    public function play(string $scenario): void
    {
        $this->ask('POST', '/scenarios/play', ['scenario' => $scenario]);
    }

    public function reset(): void
    {
        $this->ask('POST', '/reset', new stdClass());
    }

    /** The requests so far of an operation such as `POST /servers/`, with their replies. */
    public function journal(string $operation): array
    {
        return $this->ask('GET', '/journal?operation=' . rawurlencode($operation))['exchanges'];
    }

    private function ask(string $method, string $path, array|object|null $body = null): array
    {
        $context = stream_context_create(['http' => [
            'method' => $method,
            'header' => ["Authorization: Bearer {$this->token}", 'Content-Type: application/json'],
            'content' => $body === null ? '' : json_encode($body, JSON_THROW_ON_ERROR),
            'ignore_errors' => true,
            'timeout' => 30,
        ]]);
        $text = file_get_contents("{$this->control}/clouds/default$path", false, $context);
        if ($text === false) {
            throw new RuntimeException("The controls at {$this->control} do not answer.");
        }
        $reply = json_decode($text, true, flags: JSON_THROW_ON_ERROR);
        if ((int) explode(' ', $http_response_header[0])[1] >= 400) {
            throw new RuntimeException($reply['detail']);
        }
        return $reply;
    }
}
