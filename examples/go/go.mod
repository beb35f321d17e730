module example.com/vpsclient

go 1.19
