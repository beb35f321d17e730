<?php
declare(strict_types=1);

/** The account cannot pay for the server. */
final class OutOfCredits extends RuntimeException
{
}

/** A small client of VPS.org, such as yours: it creates a server and waits until it runs. */
final class Client
{
    /** @param callable(int): mixed $sleep is given, so that a test can move the server's time instead. */
    public function __construct(
        private readonly string $url,
        private readonly string $token,
        private $sleep = 'sleep',
    ) {
    }

    /** @return array<string, mixed> */
    public function createServer(string $name): array
    {
        $order = ['name' => $name, 'plan_id' => 1, 'os_id' => 5, 'location' => 'us-west'];
        $server = $this->ask('POST', '/servers/', $order);
        while ($server['status'] === 'provisioning') {
            ($this->sleep)(10);
            $server = $this->ask('GET', "/servers/{$server['id']}/");
        }
        return $server;
    }

    /**
     * @param array<string, mixed>|null $body
     * @return array<string, mixed>
     */
    private function ask(string $method, string $path, ?array $body = null): array
    {
        $context = stream_context_create(['http' => [
            'method' => $method,
            'header' => ["Authorization: Bearer {$this->token}", 'Content-Type: application/json'],
            'content' => $body === null ? '' : json_encode($body, JSON_THROW_ON_ERROR),
            'ignore_errors' => true,
            'timeout' => 30,
        ]]);
        $text = file_get_contents($this->url . $path, false, $context);
        if ($text === false) {
            throw new RuntimeException("$method $path was not answered");
        }
        $status = (int) explode(' ', $http_response_header[0])[1];
        if ($status === 402) {
            throw new OutOfCredits($text);
        }
        if ($status >= 400) {
            throw new RuntimeException("$method $path was refused with $status: $text");
        }
        return json_decode($text, true, flags: JSON_THROW_ON_ERROR);
    }
}
