-- Hits of six websites: cells (website, hour) → visits → hits. Every random number is a hash of what it decides about.
-- A cell's weight is the website's share × growth × the local weekday × the local hour × chance, so that weekends, nights and
-- clock changes fall where its visitors live. A visit is a visitor of a pool that grows, a device, a city and a source
-- that fit together, and a list of hits: browsing, and for some a way to a goal (cart → checkout → order …).
-- each: days
INSERT INTO web.events
(
    event_id, website_id, session_id, user_id, event_type, event_category, event_action, event_label, event_value,
    client_timestamp, server_timestamp, page_url, page_title, page_referrer, page_path, ip_address, user_agent,
    country, region, city, latitude, longitude,
    device_type, device_brand, device_model, os, os_version, browser, browser_version, screen_resolution,
    traffic_source, traffic_medium, traffic_campaign, traffic_keyword,
    transaction_id, transaction_revenue, transaction_tax, transaction_shipping,
    product_sku, product_name, product_category, product_price, product_quantity,
    custom_dimension_1, custom_dimension_2, custom_metric_1, custom_metric_2,
    is_bot, is_duplicate, is_interactive, is_heartbeat, sdk_version
)
WITH
    -- A number in [0, 1) that depends on what it is about and what it decides, and on nothing else.
    (about, decides) -> (cityHash64(about, decides, {{seed}}) % 1000003) / 1000003 AS chance,
    -- A version 4 UUID out of a hash.
    about -> reinterpretAsUUID(bitOr(
        bitAnd(reinterpretAsUInt128(sipHash128(about, {{seed}})), reinterpretAsUInt128(toUUID('ffffffff-ffff-0fff-3fff-ffffffffffff'))),
        reinterpretAsUInt128(toUUID('00000000-0000-4000-8000-000000000000')))) AS uuid,
    name -> replaceAll(lower(name), ' ', '-') AS slug,
    -- Ten bits of a hash as a number in [0, 1): a hit takes all its chances from one hash, six times cheaper than one for each.
    (hash, bit) -> bitAnd(bitShiftRight(hash, bit), 1023) / 1024 AS slice_of,

    -- The six websites, in one order everywhere below.
    ['aurora-shop', 'tidal-news', 'kumo-app', 'sahara-travel', 'pampa-market', 'himal-learn'] AS website_ids,
    ['https://aurora.example', 'https://tidal.example', 'https://kumo.example', 'https://sahara.example', 'https://pampa.example', 'https://himal.example'] AS origins,
    ['Aurora Shop', 'Tidal News', 'Kumo', 'Sahara Travel', 'Pampa Market', 'Himal Learn'] AS brands,
    [0.34, 0.26, 0.16, 0.06, 0.13, 0.05] AS shares,
    [0.25, 0.05, 0.70, -0.15, 0.40, 0.60] AS growths,
    [4.98, 3.39, 6.21, 4.36, 5.07, 4.85] AS hits_per_visit,
    [4.6, 3.2, 7.0, 4.3, 4.8, 5.0] AS depths,
    [0.032, 0.009, 0.022, 0.018, 0.026, 0.030] AS conversions,
    [0.60, 0.65, 0.15, 0.60, 0.78, 0.70] AS mobiles,
    [
        [0.95, 0.93, 0.95, 0.97, 1.00, 1.15, 1.20],
        [1.10, 1.10, 1.08, 1.06, 1.02, 0.75, 0.78],
        [1.15, 1.20, 1.20, 1.18, 1.05, 0.30, 0.28],
        [0.95, 0.95, 0.95, 1.00, 0.90, 1.05, 1.25],
        [1.00, 1.00, 1.00, 1.00, 1.05, 1.10, 0.90],
        [1.05, 1.05, 1.05, 1.05, 1.00, 0.60, 1.10]
    ] AS weekdays,
    [
        [20, 12, 8, 7, 8, 14, 28, 48, 66, 78, 88, 96, 104, 100, 92, 90, 98, 112, 130, 150, 158, 140, 92, 48],
        [22, 12, 8, 8, 18, 52, 108, 150, 142, 112, 92, 92, 120, 102, 84, 80, 84, 98, 108, 100, 90, 80, 62, 40],
        [10, 6, 5, 5, 6, 14, 32, 70, 126, 164, 170, 152, 100, 142, 160, 152, 130, 92, 54, 40, 34, 30, 24, 16],
        [28, 18, 10, 7, 7, 10, 18, 32, 48, 62, 70, 78, 84, 82, 80, 82, 88, 98, 112, 132, 152, 160, 130, 70],
        [30, 18, 10, 8, 8, 12, 24, 44, 62, 76, 86, 98, 116, 108, 94, 92, 96, 108, 126, 146, 158, 150, 112, 62],
        [14, 8, 6, 6, 14, 44, 82, 96, 84, 72, 76, 80, 78, 80, 86, 92, 104, 118, 140, 158, 150, 112, 62, 28]
    ] AS hours,

    -- Products: shops first, then tours and hotels, then courses. Price in euros before the website's own currency.
    ['Polar Floor Lamp', 'Nova Desk Lamp', 'Halo Pendant', 'Ember Candle Set', 'Fjord Wool Throw', 'Drift Linen Cushion', 'Luna Wall Light', 'Moss Rug',
     'Pebble Vase', 'Birch Side Table', 'Tide Mirror', 'Comet String Lights', 'Hearth Kettle', 'Sol Table Lamp', 'Cloud Duvet', 'Nordic Clock',
     'Aster Planter', 'Oak Shelf', 'Velvet Armchair', 'Stone Coaster Set'] AS aurora_products,
    ['Yerba Mate Set', 'Leather Satchel', 'Gaucho Knife', 'Alpaca Poncho', 'Clay Grill Pan', 'Dulce de Leche', 'Wireless Earbuds', 'Phone Case', 'Running Shoes',
     'Football Jersey', 'Coffee Beans', 'Hammock', 'Beach Towel', 'Cast Iron Skillet', 'Sun Hat', 'Espresso Machine', 'Kids Backpack', 'Guitar Strings',
     'Desk Fan', 'Picnic Basket'] AS pampa_products,
    ['Nile Cruise', 'White Desert Safari', 'Pyramids Day Trip', 'Red Sea Diving', 'Sinai Trek', 'Siwa Oasis Escape', 'Luxor Balloon Ride', 'Cairo Food Walk',
     'Aswan Felucca', 'Alexandria Coast', 'Nubian Village Stay', 'Fayoum Weekend'] AS sahara_products,
    ['Nepali for Beginners', 'Algebra Basics', 'Python from Zero', 'Mountain First Aid', 'English Speaking', 'Bookkeeping', 'Web Design', 'Statistics',
     'Photography', 'Yoga Teacher Training', 'Data Analysis', 'Trekking Guide Licence'] AS himal_products,
    [39, 59, 129, 24, 89, 29, 74, 149, 35, 99, 119, 19, 64, 69, 139, 45, 27, 84, 349, 18] AS aurora_prices,
    [24, 89, 39, 69, 34, 7, 45, 12, 79, 55, 11, 38, 16, 42, 21, 179, 29, 9, 33, 27] AS pampa_prices,
    [420, 160, 45, 110, 240, 190, 95, 25, 70, 60, 120, 85] AS sahara_prices,
    ['Lighting', 'Textiles', 'Decoration', 'Furniture'] AS aurora_categories,
    ['Home', 'Fashion', 'Electronics', 'Food', 'Sports'] AS pampa_categories,
    arrayConcat(
        arrayMap((name, price, number) -> (concat('AUR-', toString(100 + number)), name, aurora_categories[1 + number % 4], toFloat64(price)), aurora_products, aurora_prices, range(1, 21)),
        arrayMap((name, price, number) -> (concat('PAM-', toString(100 + number)), name, pampa_categories[1 + number % 5], toFloat64(price)), pampa_products, pampa_prices, range(1, 21)),
        arrayMap((name, price, number) -> (concat('SAH-', toString(100 + number)), name, 'Tours', toFloat64(price)), sahara_products, sahara_prices, range(1, 13)),
        arrayMap((name, number) -> (concat('HIM-', toString(100 + number)), name, 'Courses', 15. + number), himal_products, range(1, 13))) AS products,
    -- By website: products before its own, how many it has, units of its currency for a euro. 0: it sells nothing.
    [0, 0, 0, 40, 20, 52] AS products_before,
    [20, 0, 0, 12, 20, 12] AS product_counts,
    [1, 1.1, 160, 52, 6, 150] AS currency_rates,

    -- Pages by website: those that are browsed, the most wanted first, then those that only lead to a goal.
    ['politics', 'business', 'science', 'sport', 'culture', 'opinion'] AS sections,
    ['Budget Vote Delayed', 'Harbor Plan Approved', 'Storm Season Outlook', 'Rail Strike Ends', 'Election Guide', 'Housing Costs Rise', 'New Museum Opens', 'Data Center Debate',
     'Ocean Survey Begins', 'Transfer Window Review', 'Festival Lineup', 'Letters to the Editor'] AS stories,
    ['getting-started', 'blocks', 'databases', 'sharing', 'import', 'shortcuts', 'api', 'templates', 'permissions', 'mobile'] AS docs,
    arrayConcat(
        [('/', 'Aurora Shop'), ('/new', 'New arrivals'), ('/sale', 'Sale')],
        arrayMap(name -> (concat('/products/', slug(name)), concat(name, ' | Aurora Shop')), aurora_products),
        arrayMap(name -> (concat('/categories/', lower(name)), concat(name, ' | Aurora Shop')), aurora_categories),
        [('/journal', 'Journal'), ('/shipping', 'Shipping and returns'), ('/about', 'About us')],
        [('/cart', 'Cart'), ('/checkout', 'Checkout'), ('/checkout/complete', 'Thank you')]) AS aurora_pages,
    arrayConcat(
        [('/', 'Tidal News')],
        arrayFlatten(arrayMap(story -> arrayMap(section -> (concat('/', section, '/', slug(story)), concat(story, ' | Tidal News')), sections), stories)),
        [('/subscribe', 'Subscribe')]) AS tidal_pages,
    arrayConcat(
        [('/', 'Kumo: write together'), ('/features', 'Features'), ('/templates', 'Templates'), ('/customers', 'Customers')],
        arrayMap(name -> (concat('/docs/', name), concat('Kumo docs: ', replaceAll(name, '-', ' '))), docs),
        [('/blog', 'Blog'), ('/careers', 'Careers'), ('/login', 'Log in')],
        [('/app/home', 'Home'), ('/app/page', 'Page'), ('/app/database', 'Database'), ('/app/inbox', 'Inbox'), ('/app/calendar', 'Calendar'), ('/app/settings', 'Settings')],
        [('/pricing', 'Pricing'), ('/signup', 'Sign up')]) AS kumo_pages,
    arrayConcat(
        [('/', 'Sahara Travel'), ('/tours', 'Tours')],
        arrayMap(name -> (concat('/tours/', slug(name)), concat(name, ' | Sahara Travel')), sahara_products),
        [('/hotels', 'Hotels'), ('/visa', 'Visa guide'), ('/contact', 'Contact')],
        arrayMap(name -> (concat('/tours/', slug(name), '/book'), concat('Book: ', name)), sahara_products),
        arrayMap(name -> (concat('/tours/', slug(name), '/booked'), concat('Booked: ', name)), sahara_products)) AS sahara_pages,
    arrayConcat(
        [('/', 'Pampa Market'), ('/offers', 'Offers')],
        arrayMap(name -> (concat('/products/', slug(name)), concat(name, ' | Pampa Market')), pampa_products),
        arrayMap(name -> (concat('/categories/', lower(name)), concat(name, ' | Pampa Market')), pampa_categories),
        [('/sell', 'Sell with us'), ('/help', 'Help')],
        [('/cart', 'Cart'), ('/checkout', 'Checkout'), ('/checkout/complete', 'Thank you')]) AS pampa_pages,
    arrayConcat(
        [('/', 'Himal Learn'), ('/courses', 'Courses')],
        arrayMap(name -> (concat('/courses/', slug(name)), concat(name, ' | Himal Learn')), himal_products),
        arrayMap(name -> (concat('/courses/', slug(name), '/lessons/1'), concat('Lesson: ', name)), himal_products),
        [('/teachers', 'Teachers'), ('/help', 'Help')]) AS himal_pages,
    arrayConcat(aurora_pages, tidal_pages, kumo_pages, sahara_pages, pampa_pages, himal_pages) AS pages,
    arrayMap(page -> page.1, pages)::Array(LowCardinality(String)) AS page_paths,
    arrayMap(page -> page.2, pages)::Array(LowCardinality(String)) AS page_titles,
    [length(aurora_pages), length(tidal_pages), length(kumo_pages), length(sahara_pages), length(pampa_pages), length(himal_pages)] AS page_counts,
    arrayMap(site -> toUInt16(arraySum(arraySlice(page_counts, 1, site - 1))), range(1, 7)) AS pages_before,
    [30, 73, 17, 17, 29, 28] AS browsed_counts,
    -- Where the pages of products and of the way to the goal begin, within a website's pages.
    [3, 0, 0, 2, 2, 2] AS product_pages_before,

    -- Cities: the home countries of the websites first, each with its largest city first.
    [
        ('DE', 'Berlin', 'Berlin', 52.52, 13.405), ('DE', 'Bavaria', 'Munich', 48.1372, 11.5756), ('DE', 'Hamburg', 'Hamburg', 53.5511, 9.9937), ('AT', 'Vienna', 'Vienna', 48.2082, 16.3738), ('CH', 'Zurich', 'Zurich', 47.3769, 8.5417),
        ('US', 'New York', 'New York', 40.7128, -74.006), ('US', 'Massachusetts', 'Boston', 42.3601, -71.0589), ('US', 'California', 'Los Angeles', 34.0522, -118.2437), ('US', 'Illinois', 'Chicago', 41.8781, -87.6298), ('US', 'Texas', 'Austin', 30.2672, -97.7431),
        ('JP', 'Tokyo', 'Tokyo', 35.6762, 139.6503), ('JP', 'Osaka', 'Osaka', 34.6937, 135.5023), ('JP', 'Aichi', 'Nagoya', 35.1815, 136.9066), ('JP', 'Fukuoka', 'Fukuoka', 33.5904, 130.4017), ('KR', 'Seoul', 'Seoul', 37.5665, 126.978),
        ('EG', 'Cairo', 'Cairo', 30.0444, 31.2357), ('EG', 'Alexandria', 'Alexandria', 31.2001, 29.9187), ('SA', 'Riyadh', 'Riyadh', 24.7136, 46.6753), ('AE', 'Dubai', 'Dubai', 25.2048, 55.2708), ('EG', 'Giza', 'Giza', 30.0131, 31.2089),
        ('BR', 'Sao Paulo', 'Sao Paulo', -23.5505, -46.6333), ('BR', 'Rio de Janeiro', 'Rio de Janeiro', -22.9068, -43.1729), ('BR', 'Minas Gerais', 'Belo Horizonte', -19.9167, -43.9345), ('AR', 'Buenos Aires', 'Buenos Aires', -34.6037, -58.3816), ('BR', 'Bahia', 'Salvador', -12.9777, -38.5016),
        ('NP', 'Bagmati', 'Kathmandu', 27.7172, 85.324), ('NP', 'Gandaki', 'Pokhara', 28.2096, 83.9856), ('IN', 'Delhi', 'Delhi', 28.6139, 77.209), ('NP', 'Bagmati', 'Lalitpur', 27.6588, 85.3247), ('IN', 'West Bengal', 'Kolkata', 22.5726, 88.3639),
        ('GB', 'England', 'London', 51.5074, -0.1278), ('FR', 'Ile-de-France', 'Paris', 48.8566, 2.3522), ('NL', 'North Holland', 'Amsterdam', 52.3676, 4.9041), ('ES', 'Madrid', 'Madrid', 40.4168, -3.7038), ('IT', 'Lombardy', 'Milan', 45.4642, 9.19),
        ('SE', 'Stockholm', 'Stockholm', 59.3293, 18.0686), ('PL', 'Masovia', 'Warsaw', 52.2297, 21.0122), ('CA', 'Ontario', 'Toronto', 43.6532, -79.3832), ('AU', 'New South Wales', 'Sydney', -33.8688, 151.2093), ('MX', 'Mexico City', 'Mexico City', 19.4326, -99.1332)
    ] AS cities,
    [0, 5, 10, 15, 20, 25] AS home_cities_before,

    -- Devices: seven desktops, nine hand-held ones, three programs.
    [
        ('desktop', NULL, NULL, 'Windows', '10', 'Chrome', '138', '1920x1080', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36'),
        ('desktop', NULL, NULL, 'Windows', '10', 'Edge', '138', '1920x1080', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0'),
        ('desktop', 'Apple', 'Macintosh', 'macOS', '10.15.7', 'Safari', '18', '1440x900', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15'),
        ('desktop', 'Apple', 'Macintosh', 'macOS', '10.15.7', 'Chrome', '138', '2560x1440', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36'),
        ('desktop', NULL, NULL, 'Windows', '10', 'Firefox', '140', '1536x864', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'),
        ('desktop', NULL, NULL, 'Linux', NULL, 'Firefox', '140', '1920x1080', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'),
        ('desktop', NULL, NULL, 'Linux', NULL, 'Chrome', '138', NULL, 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36'),
        ('mobile', 'Apple', 'iPhone', 'iOS', '18.5', 'Safari', '18', '390x844', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'),
        ('mobile', 'Samsung', 'Galaxy S24', 'Android', '14', 'Chrome', '138', '360x780', 'Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36'),
        ('mobile', 'Xiaomi', 'Redmi Note 13', 'Android', '13', 'Chrome', '137', '393x873', 'Mozilla/5.0 (Linux; Android 13; 23129RAA4G) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Mobile Safari/537.36'),
        ('mobile', 'Samsung', 'Galaxy A54', 'Android', '14', 'Samsung Internet', '28', '412x915', 'Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36'),
        ('mobile', 'Google', 'Pixel 8', 'Android', '15', 'Chrome', '138', '412x915', 'Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36'),
        ('mobile', 'Apple', 'iPhone', 'iOS', '18.5', 'Chrome', '138', '430x932', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/138.0.7204.33 Mobile/15E148 Safari/604.1'),
        ('tablet', 'Apple', 'iPad', 'iPadOS', '17.6', 'Safari', '17', '820x1180', 'Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1'),
        ('mobile', NULL, NULL, 'Android', '10', 'Firefox', '140', '360x800', 'Mozilla/5.0 (Android 10; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0'),
        ('tablet', 'Samsung', 'Galaxy Tab S9', 'Android', '14', 'Chrome', '138', '800x1280', 'Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36'),
        ('desktop', NULL, NULL, 'Linux', NULL, 'Chrome', '138', '800x600', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/138.0.0.0 Safari/537.36'),
        ('mobile', NULL, NULL, 'Android', '6.0.1', 'Chrome', '138', NULL, 'Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36 (compatible; ExampleBot/2.1; +https://bot.example/)'),
        ('desktop', NULL, NULL, 'Linux', NULL, 'Chrome', '120', NULL, 'Mozilla/5.0 (X11; Linux x86_64; compatible; PriceWatch/1.4; +https://watch.example/) Chrome/120.0.0.0')
    ]::Array(Tuple(String, Nullable(String), Nullable(String), String, Nullable(String), String, Nullable(String), Nullable(String), String)) AS devices,

    -- Sources: the share of visits up to and with each; source, medium, campaign without its month, search words, referrer.
    [0.28, 0.33, 0.38, 0.41, 0.64, 0.72, 0.78, 0.83, 0.85, 0.90, 0.93, 0.97, 1.01] AS source_shares,
    [
        ('organic', 'organic', NULL, NULL, 'https://www.google.com/'), ('organic', 'organic', NULL, 'best price', 'https://www.google.com/'), ('organic', 'organic', NULL, NULL, 'https://www.bing.com/'), ('organic', 'organic', NULL, NULL, 'https://duckduckgo.com/'),
        ('direct', NULL, NULL, NULL, NULL),
        ('paid', 'cpc', 'brand', 'official site', 'https://www.google.com/'), ('paid', 'cpc', 'generic', 'near me', 'https://www.google.com/'), ('paid', 'paid_social', 'lookalike', NULL, 'https://social.example/'), ('paid', 'display', 'retargeting', NULL, 'https://ads.example/'),
        ('referral', 'referral', NULL, NULL, 'https://blog.example/reviews'), ('referral', 'referral', NULL, NULL, 'https://forum.example/t/42'), ('referral', 'social', NULL, NULL, 'https://social.example/'), ('referral', 'email', 'newsletter', NULL, NULL)
    ]::Array(Tuple(String, Nullable(String), Nullable(String), Nullable(String), Nullable(String))) AS sources,

    -- Kinds of hit: 1 page view, 2 scroll, 3 click, 4 heartbeat, 5 search, 6 video, 7 add to cart, 8 order, 9 conversion, 10 insert a block, 11 edit, 12 share.
    [NULL, 'engagement', 'engagement', 'engagement', 'search', 'video', 'ecommerce', 'ecommerce', 'conversion', 'editor', 'editor', 'social']::Array(LowCardinality(Nullable(String))) AS categories,
    [NULL, 'scroll', 'click', 'heartbeat', 'search', 'play', 'add_to_cart', 'purchase', 'convert', 'insert_block', 'edit_page', 'share']::Array(LowCardinality(Nullable(String))) AS actions,
    ['purchase', 'subscribe', 'signup', 'booking', 'purchase', 'enroll']::Array(LowCardinality(Nullable(String))) AS conversion_actions,
    [5, 12, 3, 5, 5, 6] AS special_kinds,
    ['text', 'code', 'image', 'table', 'todo', 'heading'] AS blocks,
    ['lamp', 'gift', 'election', 'weather', 'tour', 'mate', 'python', 'sale'] AS search_words,
    ['free', 'free', 'free', 'plus', 'plus', 'team'] AS tiers,
    ['beginner', 'beginner', 'intermediate', 'advanced'] AS levels,
    ['solo', 'couple', 'couple', 'family', 'group'] AS travellers,

    -- How busy a website is in an hour of the period, against all others.
    hour_number -> toDateTime({{first_day}}, 'UTC') + toIntervalHour(hour_number) AS hour_of,
    (site, hour) -> multiIf(site = 1, toHour(hour, 'Europe/Berlin'), site = 2, toHour(hour, 'America/New_York'), site = 3, toHour(hour, 'Asia/Tokyo'),
        site = 4, toHour(hour, 'Africa/Cairo'), site = 5, toHour(hour, 'America/Sao_Paulo'), toHour(hour, 'Asia/Kathmandu')) AS local_hour,
    (site, hour) -> multiIf(site = 1, toDayOfWeek(hour, 0, 'Europe/Berlin'), site = 2, toDayOfWeek(hour, 0, 'America/New_York'), site = 3, toDayOfWeek(hour, 0, 'Asia/Tokyo'),
        site = 4, toDayOfWeek(hour, 0, 'Africa/Cairo'), site = 5, toDayOfWeek(hour, 0, 'America/Sao_Paulo'), toDayOfWeek(hour, 0, 'Asia/Kathmandu')) AS local_weekday,
    (site, hour, hour_number) -> shares[site] * exp(growths[site] * (hour_number / (24 * 120) - 0.5))
        * weekdays[site][local_weekday(site, hour)] * hours[site][local_hour(site, hour) + 1] / arraySum(hours[site])
        * (0.9 + 0.2 * chance((site, toDate(hour)), 'day')) * (0.85 + 0.3 * chance((site, hour), 'hour')) AS weight_of,
    (SELECT sum(weight_of(1 + number % 6, hour_of(intDiv(number, 6)), intDiv(number, 6))) FROM numbers(6 * 24 * 121)) AS total_weight,

    -- Slices keep a block small when a cell has many visits. Cells come in the order of time, so that a written block touches few days.
    1 + intDiv({{rows}}, 5000000) AS slices,
    cells AS
    (
        SELECT
            toUInt8(1 + intDiv(number, slices) % 6) AS site,
            number % slices AS slice,
            intDiv(number, 6 * slices) AS hour_number,
            hour_of(hour_number) AS hour,
            hour_number / (24 * 120) AS progress,
            weight_of(site, hour, hour_number) / slices / total_weight * {{rows}} / hits_per_visit[site] AS expected_visits
        FROM numbers_mt(dateDiff('day', {{first_day}}, {{from}}) * 24 * 6 * slices, dateDiff('day', {{from}}, {{until}}) * 24 * 6 * slices)
        WHERE hour <= {{now}}
    ),

    visits AS
    (
        SELECT
            site,
            hour,
            progress,
            cityHash64(site, hour, slice, visit_number, {{seed}}) AS visit,
            chance(visit, 'bot') < 0.018 AS is_bot,
            -- The pool grows with the website; a power of chance makes a few visitors come often.
            if(is_bot,
                toUInt32(25 * chance(visit, 'bot user')),
                toUInt32(greatest(20, {{rows}} * shares[site] / hits_per_visit[site] * 0.45 * (0.35 + 0.65 * progress)) * pow(chance(visit, 'user'), 1.8))) AS user_number,
            cityHash64(site, is_bot, user_number, {{seed}}) AS user,
            -- Kumo's people are mostly at work in the product; the rest look at its website.
            site = 3 AND NOT is_bot AND chance(user, 'works') < 0.6 AS in_product,
            chance(visit, 'goal') AS goal,
            NOT is_bot AND NOT in_product AND goal < conversions[site] AS converts,
            NOT is_bot AND NOT converts AND site IN (1, 5) AND goal < 3 * conversions[site] AS abandons,
            toUInt16(product_counts[site] * pow(chance(visit, 'product'), 1.7)) AS product,
            if(is_bot, toUInt8(1 + 20 * chance(visit, 'depth')), toUInt8(least(14, greatest(1, 0.4 - depths[site] * log(1 - chance(visit, 'depth')))))) AS browsed,
            arrayMap(i -> multiIf(
                i = 0, if(in_product AND chance(visit, 'no page') < 0.12, 11, 1),
                in_product, [1, 1, 10, 10, 11, 11, 11, 4, 4, 3][1 + toUInt8(10 * chance((visit, i), 'kind'))],
                is_bot, 1,
                [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, special_kinds[site]][1 + toUInt8(20 * chance((visit, i), 'kind'))]), range(browsed)) AS browsed_kinds,
            -- The front page of the news changes with the day.
            arrayMap(i -> if(in_product, 18 + toUInt16(6 * pow(chance((visit, i), 'page'), 1.5)),
                if(site = 2 AND chance((visit, i), 'front') > 0.15,
                    2 + (toUInt16(72 * pow(chance((visit, i), 'page'), 2.2)) + 5 * toRelativeDayNum(hour)) % 72,
                    1 + toUInt16(browsed_counts[site] * pow(chance((visit, i), 'page'), 1.9)))), range(browsed)) AS browsed_pages,
            multiIf(
                converts AND site IN (1, 5), [1, 7, 1, 1, 1, 8],
                abandons, [1, 7, 1, 1],
                converts AND site = 4, [1, 1, 1, 8],
                converts AND site = 2, [1, 9],
                converts AND site = 3, [1, 1, 9],
                converts, [1, 9],
                []) AS goal_kinds,
            product_pages_before[site] + 1 + product AS product_page,
            multiIf(
                converts AND site IN (1, 5), [product_page, product_page, browsed_counts[site] + 1, browsed_counts[site] + 2, browsed_counts[site] + 3, browsed_counts[site] + 3],
                abandons, [product_page, product_page, browsed_counts[site] + 1, browsed_counts[site] + 2],
                converts AND site = 4, [product_page, 17 + 1 + product, 17 + 12 + 1 + product, 17 + 12 + 1 + product],
                converts AND site = 2, [74, 74],
                converts AND site = 3, [24, 25, 25],
                converts, [product_page, product_page],
                []) AS goal_pages,
            arrayConcat(browsed_kinds, goal_kinds) AS kinds,
            -- A hit that is no page view happens on the page of the last one.
            arrayFill((page, kind) -> kind = 1, arrayConcat(browsed_pages, goal_pages), kinds) AS shown,
            length(kinds) AS hits,
            -- Seconds between hits, nearly always short; 30 minutes are never reached.
            arrayCumSum(arrayMap(i -> if(i = 0, 0, toUInt64(1000 * if(is_bot, 1 + 3 * chance((visit, i), 'gap'), least(1700, 3 + 38 * -log(1 - chance((visit, i), 'gap')) * (0.3 + 1.6 * chance(visit, 'pace')))))), range(hits))) AS offsets,
            toUInt64(toUnixTimestamp(hour)) * 1000 + toUInt64(3600000 * chance(visit, 'start')) AS started,
            -- Some lose the network: from one hit on, everything arrives hours later.
            NOT is_bot AND chance(visit, 'offline') < 0.012 AS goes_offline,
            if(goes_offline, toUInt8(hits * chance(visit, 'offline from')), hits) AS offline_from,
            toUInt64(3600000 * (2 + 38 * pow(chance(visit, 'offline for'), 2))) AS offline_for,
            -- A few devices have a clock that is minutes off.
            toInt64(if(chance(user, 'clock') < 0.04, 2400000, 3000) * (chance(user, 'clock error') - 0.5)) AS clock_error,
            arrayFilter(i -> chance((visit, i), 'twice') < 0.008, range(hits)) AS twice,
            -- What is the same for all hits of a visit is made here, with its final type: six times fewer rows.
            toLowCardinality(website_ids[site]) AS website_id,
            uuid((visit, 'session')) AS session_id,
            lower(hex(user)) AS user_id,
            cities[if(chance(user, 'home') < 0.72, home_cities_before[site] + 1 + toUInt8(5 * pow(chance(user, 'city'), 1.6)), 1 + toUInt8(40 * chance(user, 'city')))] AS place,
            chance(user, 'place known') AS place_known,
            toLowCardinality(if(place_known < 0.02, NULL, place.1)) AS country,
            toLowCardinality(if(place_known < 0.05, NULL, place.2)) AS region,
            toLowCardinality(if(place_known < 0.05, NULL, place.3)) AS city,
            if(place_known < 0.05, NULL, place.4) AS latitude,
            if(place_known < 0.05, NULL, place.5) AS longitude,
            devices[multiIf(is_bot, 17 + user_number % 3, chance(user, 'mobile') < mobiles[site],
                8 + toUInt8(9 * pow(chance((user, chance(visit, 'other device') < 0.1), 'device'), 1.5)),
                1 + toUInt8(7 * pow(chance((user, chance(visit, 'other device') < 0.1), 'device'), 1.5)))] AS device,
            toLowCardinality(device.1) AS device_type,
            toLowCardinality(device.2) AS device_brand,
            toLowCardinality(device.3) AS device_model,
            toLowCardinality(device.4) AS os,
            toLowCardinality(device.5) AS os_version,
            toLowCardinality(device.6) AS browser,
            toLowCardinality(device.7) AS browser_version,
            toLowCardinality(device.8) AS screen_resolution,
            device.9 AS user_agent,
            if(in_product OR is_bot, sources[5], sources[arrayFirstIndex(share -> chance(visit, 'source') < share, source_shares)]) AS source,
            toLowCardinality(source.1) AS traffic_source,
            toLowCardinality(source.2) AS traffic_medium,
            toLowCardinality(if(source.3 IS NULL, NULL, concat(source.3, '-', formatDateTime(hour, '%Y-%m')))) AS traffic_campaign,
            toLowCardinality(source.4) AS traffic_keyword,
            source.5 AS came_from,
            if(traffic_campaign IS NULL, '', concat('?utm_medium=', ifNull(traffic_medium, ''), '&utm_campaign=', ifNull(traffic_campaign, ''))) AS tags,
            1 + toUInt32(3 * pow(chance(visit, 'quantity'), 3)) AS ordered,
            round(products[products_before[site] + 1 + product].4 * currency_rates[site], 2) AS unit_price,
            round(4.9 * currency_rates[site], 2) AS shipping,
            -- The meaning of the custom columns is each website's own: tier, subscription, plan, kind of traveller, level of the course.
            multiIf(is_bot, '', site = 6, levels[1 + toUInt8(4 * chance(visit, 'level'))], site = 4, travellers[1 + toUInt8(5 * chance(user, 'traveller'))],
                site != 3 OR in_product, tiers[1 + toUInt8(6 * chance(user, 'tier'))], '') AS who,
            if(site = 1, if(chance(visit, 'variant') < 0.5, 'control', 'treatment'), '') AS variant,
            toLowCardinality(if(progress < 0.6 OR chance(user, 'sdk') > 0.7, '2.3.1', '2.4.0')) AS sdk_version,
            toIPv4(bitOr(toUInt32(3323068416), bitAnd(toUInt32(user), toUInt32(130816)))) AS address
        FROM (SELECT *, arrayJoin(range(toUInt32(expected_visits + chance((site, hour, slice), 'visits')))) AS visit_number FROM cells)
    ),

    hits AS
    (
        SELECT
            *,
            hit_number, kind, page, page_before, again,
            cityHash64(visit, hit_number, {{seed}}) AS dice,
            pages_before[site] + page AS page_number,
            started + offset AS happened,
            kind IN (7, 8) AS is_shopping,
            kind = 8 AS is_order,
            product_counts[site] > 0 AND (is_shopping OR page > product_pages_before[site] AND page <= product_pages_before[site] + product_counts[site]) AS about_product,
            products[products_before[site] + if(is_shopping, 1 + product, page - product_pages_before[site])] AS product_shown
        FROM visits
        ARRAY JOIN
            arrayConcat(range(hits), twice) AS hit_number,
            arrayConcat(kinds, arrayMap(i -> kinds[i + 1], twice)) AS kind,
            arrayConcat(shown, arrayMap(i -> shown[i + 1], twice)) AS page,
            arrayConcat(arrayPushFront(arrayPopBack(shown), 0), arrayMap(i -> if(i = 0, 0, shown[i]), twice)) AS page_before,
            arrayConcat(offsets, arrayMap(i -> offsets[i + 1], twice)) AS offset,
            arrayConcat(arrayMap(i -> 0, range(hits)), arrayMap(i -> 1, twice)) AS again
    )

SELECT
    uuid((visit, hit_number)),
    website_id,
    session_id,
    user_id,
    multiIf(kind = 1, 'pageview', is_order, 'transaction', 'event'),
    categories[kind],
    if(kind = 9, conversion_actions[site], actions[kind]),
    multiIf(kind = 5, search_words[1 + toUInt8(8 * slice_of(dice, 0))], kind = 10, blocks[1 + toUInt8(6 * slice_of(dice, 0))], kind IN (6, 7, 12), page_titles[page_number], NULL),
    multiIf(kind = 2, 25. * (1 + toUInt8(4 * slice_of(dice, 10))), kind = 6, round(600 * slice_of(dice, 10)), is_order, unit_price * ordered, NULL),
    fromUnixTimestamp64Milli(toInt64(happened) + clock_error, 'UTC'),
    -- The way takes 40 to 900 ms; a hit that is sent twice arrives again up to 30 seconds later.
    fromUnixTimestamp64Milli(toInt64(happened + 40 + toUInt64(860 * slice_of(dice, 20)) + if(hit_number >= offline_from, offline_for, 0) + again * (1000 + toUInt64(29000 * slice_of(dice, 30)))), 'UTC') AS arrived,
    concat(origins[site], page_paths[page_number], if(hit_number = 0, tags, '')),
    if(slice_of(dice, 40) < 0.01, NULL, page_titles[page_number]),
    if(page_before = 0, came_from, concat(origins[site], page_paths[pages_before[site] + page_before])),
    page_paths[page_number],
    address, user_agent, country, region, city, latitude, longitude,
    device_type, device_brand, device_model, os, os_version, browser, browser_version, screen_resolution,
    traffic_source, traffic_medium, traffic_campaign, traffic_keyword,
    if(is_order, concat(upper(substring(website_id, 1, 2)), '-', lower(hex(visit))), NULL),
    if(is_order, toDecimal64(unit_price * ordered + shipping, 4), NULL),
    if(is_order, toDecimal64(round(unit_price * ordered * 0.16, 2), 4), NULL),
    if(is_order, toDecimal64(shipping, 4), NULL),
    if(about_product, product_shown.1, NULL),
    if(about_product, product_shown.2, NULL),
    if(about_product, product_shown.3, NULL),
    if(about_product, toDecimal64(round(product_shown.4 * currency_rates[site], 2), 4), NULL),
    if(is_shopping, if(is_order, ordered, 1), NULL),
    who,
    if(site = 2 AND page BETWEEN 2 AND 73, sections[1 + (page - 2) % 6], variant),
    multiIf(site = 1 AND is_shopping, unit_price * ordered, kind = 4 AND site IN (2, 6), 15., site = 3 AND kind IN (10, 11), 1. + toUInt8(9 * slice_of(dice, 50)), site = 6 AND kind = 6, round(300 * slice_of(dice, 50)), 0.),
    if(site = 1 AND is_shopping, ordered, 0),
    is_bot,
    again = 1,
    kind IN (3, 5, 6, 7, 8, 9, 10, 11, 12),
    kind = 4,
    sdk_version
FROM hits
WHERE arrived <= {{now}}
-- Small blocks, so that two threads share the work; written in two or so blocks, so that both write. TRICKY: ClickHouse takes this statement for
-- trivial (no join, no aggregation) and would then ignore all of it. Every branch is cheap: evaluating all of them beats masking rows.
SETTINGS max_block_size = 256, max_threads = 2, max_insert_threads = 2, min_insert_block_size_rows = 100000, optimize_trivial_insert_select = 0,
    short_circuit_function_evaluation = 'disable';
